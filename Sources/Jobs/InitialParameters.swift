import Hashing
import Learning
import Storage
import Tensors
import Text

/// A first θ that is given, not drawn: that of a run before, or of PyTorch.
public struct InitialParameters: Sendable {
  /// θ, one flat vector in the order of the network's layout.
  public let values: [Float]

  /// Takes θ out of a safetensors file: of a checkpoint, of θ alone, or of the state of PyTorch's
  /// `nn.Sequential`.
  ///
  /// The file's tensors are `N.weight` and `N.bias`, in any order; the layers are those of ascending
  /// N, whichever numbers these are, since PyTorch counts modules without parameters too. The state of
  /// an optimizer is passed over.
  ///
  /// - Throws: `CheckpointError` for what is no safetensors file; `JobError` for tensors that are not
  ///   the network's, or not finite.
  public init(_ bytes: UnsafeRawBufferPointer, for network: Network) throws {
    let (file, dataOffset) = try Safetensors.decode(bytes)
    // A checkpoint has checksums beside its structure.
    if file[metadata: "lockstep.checksum"] != nil { _ = try CheckpointFile.read(bytes) }
    let layers = try Self.checkedLayers(of: file, for: network)
    var values: [Float] = []
    values.reserveCapacity(network.parameterCount)
    for layer in layers {
      for tensor in [layer.weight, layer.bias].compactMap({ $0 }) {
        let range = tensor.range.lowerBound + dataOffset..<tensor.range.upperBound + dataOffset
        for offset in stride(from: range.lowerBound, to: range.upperBound, by: 4) {
          let word = UInt32(
            littleEndian: bytes.loadUnaligned(fromByteOffset: offset, as: UInt32.self))
          values.append(Float(bitPattern: word))
        }
        guard values.suffix(range.count / 4).allSatisfy(\.isFinite) else {
          throw JobError("its tensor “\(tensor.name)” holds a number that is not finite")
        }
      }
    }
    self.values = values
  }

  /// SHA-256 of θ's bytes, as 64 hexadecimal digits.
  public var digest: String {
    values.withUnsafeBytes { Hexadecimal.text(SHA256.hash($0)) }
  }

  /// A safetensors file with this θ, as the first version of a job's.
  public func file(job: Job, network: Network, generation: UInt64) -> [UInt8] {
    let description = CheckpointDescription(
      version: 0, generation: generation, job: job.canonicalText,
      parameters: network.layout.tensors.map { CheckpointTensor(name: $0.name, shape: $0.shape) },
      optimizerState: [])
    return values.withUnsafeBytes { bytes in
      CheckpointFile.header(description, checksum: SHA256.hash(bytes)) + bytes
    }
  }

  /// Writes θ to memory that has room for it.
  public func copy(to parameters: UnsafeMutablePointer<Float>) {
    values.withUnsafeBufferPointer { values in
      guard let base = values.baseAddress else { return }
      parameters.update(from: base, count: values.count)
    }
  }

  /// Checks what a file announces before the rest of it is read: that its tensors are the network's, and
  /// that it is no larger than θ with what an optimizer remembers of it.
  ///
  /// - Throws: `JobError`.
  public static func check(_ header: Safetensors, for network: Network) throws {
    _ = try checkedLayers(of: header, for: network)
    let (most, overflow) = network.parameterCount.multipliedReportingOverflow(
      by: fileBuffersMax * MemoryLayout<Float>.stride)
    guard overflow || header.dataByteCount <= most else {
      throw JobError(
        "it announces \(header.dataByteCount) bytes of tensors, and the model's θ with the state of an "
          + "optimizer has \(most) at most")
    }
  }

  /// How many vectors as long as θ a file may hold: θ, and two of Adam's state; one is to spare.
  private static let fileBuffersMax = 4

  /// The layers of a file, which are the network's.
  private static func checkedLayers(
    of file: Safetensors, for network: Network
  ) throws -> [LayerTensors] {
    let layers = try layers(of: file)
    let sizes = sizes(of: layers)
    guard layers.count == network.layerCount, sizes == network.sizes,
      layers.allSatisfy({ ($0.bias != nil) == network.hasBias })
    else {
      throw JobError(
        "its tensors are those of a model \(sizes.map(String.init).joined(separator: "-"))"
          + (layers.contains { $0.bias != nil } ? "" : " without biases")
          + ", but the job's is \(network.sizes.map(String.init).joined(separator: "-"))"
          + (network.hasBias ? "" : " without biases"))
    }
    return layers
  }

  private struct LayerTensors {
    let module: UInt64
    var weight: Safetensors.Tensor
    var bias: Safetensors.Tensor?
  }

  /// The weights and biases of each module, in the modules' order.
  private static func layers(of file: Safetensors) throws -> [LayerTensors] {
    var weights: [(module: UInt64, tensor: Safetensors.Tensor)] = []
    var biases: [(module: UInt64, tensor: Safetensors.Tensor)] = []
    for tensor in file.tensors where !tensor.name.hasPrefix("optimizer.") {
      let parts = tensor.name.split(separator: ".", omittingEmptySubsequences: false)
      guard parts.count == 2, let module = UInt64(parts[0]), module.description == parts[0] else {
        throw JobError(
          "it has a tensor “\(tensor.name)”, and a model's are called N.weight and N.bias, as in "
            + "PyTorch's nn.Sequential")
      }
      guard tensor.dtype == .float32 else {
        throw JobError("its tensor “\(tensor.name)” is \(tensor.dtype.rawValue), and θ is F32")
      }
      switch (parts[1], tensor.shape.count) {
      case ("weight", 2): weights.append((module, tensor))
      case ("bias", 1): biases.append((module, tensor))
      default:
        throw JobError(
          "its tensor “\(tensor.name)” \(tensor.shape) is neither the weight of a fully connected "
            + "layer, [outputs, inputs], nor its bias, [outputs]")
      }
    }
    weights.sort { $0.module < $1.module }
    guard !weights.isEmpty else { throw JobError("it has no weights") }
    var layers = weights.map { LayerTensors(module: $0.module, weight: $0.tensor) }
    for (module, tensor) in biases {
      guard let index = layers.firstIndex(where: { $0.module == module }),
        layers[index].weight.shape[0] == tensor.shape[0]
      else {
        throw JobError(
          "its bias “\(tensor.name)” \(tensor.shape) fits no weight “\(module).weight”")
      }
      layers[index].bias = tensor
    }
    for (below, above) in zip(layers, layers.dropFirst())
    where above.weight.shape[1] != below.weight.shape[0] {
      throw JobError(
        "its tensor “\(above.weight.name)” \(above.weight.shape) does not fit on "
          + "“\(below.weight.name)” \(below.weight.shape)")
    }
    return layers
  }

  private static func sizes(of layers: [LayerTensors]) -> [Int] {
    layers.prefix(1).map { $0.weight.shape[1] } + layers.map { $0.weight.shape[0] }
  }
}
