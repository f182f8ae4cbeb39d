import Learning
import Storage
import Testing

@testable import Jobs

@Suite struct InitialParametersTests {
  private static let network = Network(
    sizes: [3, 2, 1], activation: .relu, outputActivation: .identity, hasBias: true)

  /// A file of tensors in this order, whose elements are counted on from 0.
  private static func file(
    _ tensors: [(name: String, shape: [Int])], type: Safetensors.DType = .float32,
    element: (Int) -> Float = { Float($0) }
  ) -> [UInt8] {
    var header = Safetensors()
    for tensor in tensors { header.append(tensor.name, type, shape: tensor.shape) }
    let floats = (0..<header.dataByteCount / 4).map(element)
    return header.encoded() + floats.withUnsafeBytes { Array($0) }
  }

  private static func read(
    _ bytes: [UInt8], for network: Network = network
  ) throws -> InitialParameters {
    try bytes.withUnsafeBytes { try InitialParameters($0, for: network) }
  }

  private static func sentence(_ bytes: [UInt8], for network: Network = network) -> String? {
    do {
      _ = try read(bytes, for: network)
      return nil
    } catch {
      return "\(error)"
    }
  }

  /// PyTorch's files have the tensors by name, so that biases come first, and other modules between.
  @Test(arguments: ["2", "3", "17"])
  func tensorsAreFoundByName(last: String) throws {
    let bytes = Self.file([
      ("0.bias", [2]), ("0.weight", [2, 3]), ("\(last).bias", [1]), ("\(last).weight", [1, 2]),
    ])
    let parameters = try Self.read(bytes)
    #expect(parameters.values == [2, 3, 4, 5, 6, 7, 0, 1, 9, 10, 8])
  }

  /// Module 10 comes after module 2, though not as a text.
  @Test func layersAreInTheOrderOfTheirNumbers() throws {
    let bytes = Self.file([
      ("10.bias", [1]), ("10.weight", [1, 2]), ("2.bias", [2]), ("2.weight", [2, 3]),
    ])
    #expect(try Self.read(bytes).values == [5, 6, 7, 8, 9, 10, 3, 4, 1, 2, 0])
  }

  /// A checkpoint's optimizer state is not θ; its bytes are checked by its checksums.
  @Test func aCheckpointIsTaken() throws {
    let values = (0..<11).map { Float($0) / 8 }
    var bytes = CheckpointExample.bytes(
      CheckpointExample.description(
        job: "{}", network: Self.network, optimizerState: ["adam.first_moment"]),
      parameters: values)
    let parameters = try Self.read(bytes)
    #expect(parameters.values == values)
    // Python: hashlib.sha256(struct.pack("<11f", *[i / 8 for i in range(11)])).hexdigest()
    #expect(
      parameters.digest == "bd2c25b6ff9db4e7f6bd35e4f3a63b0a69ba6bc592b385937e099b70d5a1b55b")
    bytes[bytes.count - 4 * 22] ^= 1
    #expect(
      Self.sentence(bytes)
        == "the tensors' checksum does not match their bytes; the file is damaged")
  }

  @Test func whatIsWrittenIsReadBack() throws {
    let bytes = Self.file([
      ("0.weight", [2, 3]), ("0.bias", [2]), ("2.weight", [1, 2]), ("2.bias", [1]),
    ])
    let parameters = try Self.read(bytes)
    let file = parameters.file(job: Job(), network: Self.network, generation: 3)
    #expect(try Self.read(file).values == parameters.values)
    let description = try file.withUnsafeBytes { try CheckpointFile.read($0) }.description
    #expect(description.version == 0 && description.optimizerState.isEmpty)
  }

  @Test func withoutBiases() throws {
    let network = Network(
      sizes: [2, 2], activation: .relu, outputActivation: .identity, hasBias: false)
    #expect(try Self.read(Self.file([("0.weight", [2, 2])]), for: network).values == [0, 1, 2, 3])
    #expect(
      Self.sentence(Self.file([("0.weight", [2, 2]), ("0.bias", [2])]), for: network)
        == "its tensors are those of a model 2-2, but the job's is 2-2 without biases")
  }

  @Test(
    arguments: [
      (
        [("0.weight", [4, 3]), ("0.bias", [4]), ("2.weight", [1, 4]), ("2.bias", [1])],
        "its tensors are those of a model 3-4-1, but the job's is 3-2-1"
      ),
      (
        [("0.weight", [2, 3]), ("2.weight", [1, 2])],
        "its tensors are those of a model 3-2-1 without biases, but the job's is 3-2-1"
      ),
      (
        [("0.weight", [2, 3]), ("2.weight", [1, 5])],
        "its tensor “2.weight” [1, 5] does not fit on “0.weight” [2, 3]"
      ),
      (
        [("features.weight", [2, 3])],
        "it has a tensor “features.weight”, and a model's are called N.weight and N.bias, as in "
          + "PyTorch's nn.Sequential"
      ),
      (
        [("0.weight", [2, 3, 3, 3])],
        "its tensor “0.weight” [2, 3, 3, 3] is neither the weight of a fully connected layer, "
          + "[outputs, inputs], nor its bias, [outputs]"
      ),
      (
        [("0.weight", [2, 3]), ("1.bias", [2])], "its bias “1.bias” [2] fits no weight “1.weight”"
      ),
      ([], "it has no weights"),
    ] as [([(String, [Int])], String)])
  func tensorsOfAnotherModelAreRefused(tensors: [(String, [Int])], expected: String) {
    #expect(Self.sentence(Self.file(tensors.map { (name: $0.0, shape: $0.1) })) == expected)
  }

  @Test func otherNumbersAreRefused() {
    let tensors = [("0.weight", [2, 3]), ("0.bias", [2]), ("2.weight", [1, 2]), ("2.bias", [1])]
      .map { (name: $0.0, shape: $0.1) }
    #expect(
      Self.sentence(Self.file(tensors, type: .int32))
        == "its tensor “0.weight” is I32, and θ is F32")
    #expect(
      Self.sentence(Self.file(tensors) { $0 == 7 ? .nan : 1 })
        == "its tensor “0.bias” holds a number that is not finite")
    #expect(Self.sentence(Array("PK\u{3}\u{4}".utf8))?.hasPrefix("the file has 4 bytes") == true)
  }

  @Test(arguments: ["none", "w.safetensors", "sha256:" + String(repeating: "0a", count: 32)])
  func textsReadBack(text: String) {
    #expect(InitialWeights(text)?.description == text)
  }
}
