import Tensors
import Testing

@testable import Learning

@Suite struct ModelNetworkTests {
  @Test func isLaidOutAsPyTorchsSequential() {
    let network = Network(
      sizes: [784, 128, 32, 10], activation: .identity, outputActivation: .identity, hasBias: true)
    let tensors = network.layout.tensors
    #expect(
      tensors.map { $0.name } == [
        "0.weight", "0.bias", "2.weight", "2.bias", "4.weight", "4.bias",
      ])
    #expect(tensors.map { $0.shape } == [[128, 784], [128], [32, 128], [32], [10, 32], [10]])
    #expect(tensors.map { $0.role } == [.weight, .bias, .weight, .bias, .weight, .bias])
    // 784·128 = 100352, +128 = 100480, +32·128 = 104576, +32 = 104608, +320 = 104928, +10 = 104938.
    #expect(
      tensors.map { $0.range } == [
        0..<100352, 100352..<100480, 100480..<104576, 104576..<104608, 104608..<104928,
        104928..<104938,
      ])
    #expect(network.parameterCount == 104938)
  }

  @Test func withoutBiasesThereAreWeightsOnly() {
    let network = Network(
      sizes: [3, 4, 2], activation: .relu, outputActivation: .identity, hasBias: false)
    #expect(network.layout.tensors.map { $0.name } == ["0.weight", "2.weight"])
    #expect(network.parameterCount == 20)
  }

  @Test(arguments: [[1, 1], [5, 3], [7, 2, 9, 4]], [true, false])
  func theCountIsTheLayouts(sizes: [Int], hasBias: Bool) {
    let network = Network(
      sizes: sizes, activation: .relu, outputActivation: .identity, hasBias: hasBias)
    #expect(network.parameterCount == network.layout.count)
  }
}
