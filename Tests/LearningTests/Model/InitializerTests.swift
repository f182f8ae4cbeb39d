import Learning
import Tensors
import Testing

@Suite struct InitializerTests {
  /// Two layers, of fan-in 300 and 200.
  private func layout() -> ParameterLayout {
    var layout = ParameterLayout()
    layout.append("0.weight", shape: [200, 300], role: .weight)
    layout.append("0.bias", shape: [200], role: .bias)
    layout.append("2.weight", shape: [100, 200], role: .weight)
    layout.append("2.bias", shape: [100], role: .bias)
    return layout
  }

  private func filled(_ initializer: Initializer, seed: UInt64 = 1) -> [Float] {
    let layout = layout()
    return [Float](repeating: .nan, count: layout.count).withCopy {
      initializer.fill($0, layout: layout, seed: seed)
    }
  }

  private func tensor(_ name: String, of parameters: [Float]) -> [Double] {
    let range = layout().tensors.first { $0.name == name }?.range ?? 0..<0
    return parameters[range].map(Double.init)
  }

  /// Values of U(−a, a): within the bound, reaching close to it, with variance a²/3 (whose estimate
  /// from n values deviates by a² √(4/45n)).
  private func expectUniform(_ values: [Double], bound: Double) {
    let n = Double(values.count)
    #expect(values.allSatisfy { $0.magnitude <= bound * (1 + 1e-6) })
    #expect((values.map(\.magnitude).max() ?? 0) > bound * 0.9)
    let variance = values.reduce(0) { $0 + $1 * $1 } / n
    #expect(
      (variance - bound * bound / 3).magnitude < 5 * bound * bound * (4 / 45 / n).squareRoot())
  }

  /// Values of N(0, s²): variance s² (deviation s² √(2/n)) and some beyond the reach of a uniform
  /// distribution of that variance, √3 s.
  private func expectNormal(_ values: [Double], deviation: Double) {
    let n = Double(values.count)
    let variance = values.reduce(0) { $0 + $1 * $1 } / n
    let expected = deviation * deviation
    #expect((variance - expected).magnitude < 5 * expected * (2 / n).squareRoot())
    #expect((values.map(\.magnitude).max() ?? 0) > 3 * deviation)
  }

  /// 1/√300 = 0.0577350 and 1/√200 = 0.0707107, biases as their weights.
  @Test func kaimingUniformIsPyTorchsDefault() {
    let parameters = filled(.kaimingUniform)
    expectUniform(tensor("0.weight", of: parameters), bound: 0.0577350)
    expectUniform(tensor("0.bias", of: parameters), bound: 0.0577350)
    expectUniform(tensor("2.weight", of: parameters), bound: 0.0707107)
    expectUniform(tensor("2.bias", of: parameters), bound: 0.0707107)
  }

  /// √(2/300) = 0.0816497 and √(2/200) = 0.1.
  @Test func kaimingNormalFollowsHe() {
    let parameters = filled(.kaimingNormal)
    expectNormal(tensor("0.weight", of: parameters), deviation: 0.0816497)
    expectNormal(tensor("2.weight", of: parameters), deviation: 0.1)
  }

  /// √(6/500) = 0.1095445 and √(6/300) = 0.1414214.
  @Test func xavierUniformFollowsGlorot() {
    let parameters = filled(.xavierUniform)
    expectUniform(tensor("0.weight", of: parameters), bound: 0.1095445)
    expectUniform(tensor("2.weight", of: parameters), bound: 0.1414214)
  }

  /// √(2/500) = 0.0632456 and √(2/300) = 0.0816497.
  @Test func xavierNormalFollowsGlorot() {
    let parameters = filled(.xavierNormal)
    expectNormal(tensor("0.weight", of: parameters), deviation: 0.0632456)
    expectNormal(tensor("2.weight", of: parameters), deviation: 0.0816497)
  }

  @Test(arguments: Initializer.allCases.filter { $0 != .kaimingUniform })
  func biasesStartAtZero(initializer: Initializer) {
    let parameters = filled(initializer)
    #expect(tensor("0.bias", of: parameters).allSatisfy { $0 == 0 })
    #expect(tensor("2.bias", of: parameters).allSatisfy { $0 == 0 })
  }

  @Test func zerosAreZero() {
    #expect(filled(.zeros).allSatisfy { $0 == 0 })
  }

  @Test(arguments: Initializer.allCases.filter { $0 != .zeros })
  func theSeedDecides(initializer: Initializer) {
    #expect(filled(initializer, seed: 4) == filled(initializer, seed: 4))
    #expect(filled(initializer, seed: 4) != filled(initializer, seed: 5))
  }

  /// A tensor's values do not depend on what else the layout holds after it, nor do two tensors of
  /// one shape share theirs.
  @Test func aValueDependsOnItsTensorsIndexOnly() {
    var layout = ParameterLayout()
    layout.append("0.weight", shape: [30, 30], role: .weight)
    layout.append("2.weight", shape: [30, 30], role: .weight)
    var shorter = ParameterLayout()
    shorter.append("0.weight", shape: [20, 30], role: .weight)
    let two = [Float](repeating: 0, count: 1_800).withCopy {
      Initializer.kaimingUniform.fill($0, layout: layout, seed: 1)
    }
    let one = [Float](repeating: 0, count: 600).withCopy {
      Initializer.kaimingUniform.fill($0, layout: shorter, seed: 1)
    }
    #expect(Array(two[..<600]) == one)
    #expect(Array(two[..<900]) != Array(two[900...]))
  }

  @Test func namesAreTheJobs() {
    let names = ["kaiming-uniform", "kaiming-normal", "xavier-uniform", "xavier-normal", "zeros"]
    #expect(Initializer.allCases.map(\.description) == names)
    #expect(names.map { Initializer($0) } == Initializer.allCases.map { $0 })
    #expect(Initializer("orthogonal") == nil)
  }
}

extension [Float] {
  /// A copy of the floats after `body` has written to it.
  fileprivate func withCopy(_ body: (UnsafeMutablePointer<Float>) -> Void) -> [Float] {
    var copy = self
    copy.withUnsafeMutableBufferPointer { buffer in
      if let start = buffer.baseAddress { body(start) }
    }
    return copy
  }
}
