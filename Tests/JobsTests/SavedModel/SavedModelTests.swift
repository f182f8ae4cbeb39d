import Learning
import Testing

@testable import Jobs

@Suite struct SavedModelTests {
  @Test func theModelIsTheJobsAndTheta() throws {
    let job = CheckpointExample.job([3, 4, 2]) { $0.activation = .tanh }
    let model = try CheckpointExample.model(job) { Float($0) * 0.5 - 3 }
    #expect(model.job == job)
    #expect(model.network.sizes == [3, 4, 2] && model.network.activation == .tanh)
    #expect(model.description.version == 1234)
    // 3·4 + 4 + 4·2 + 2
    #expect(Array(model.parameters.floats) == (0..<26).map { Float($0) * 0.5 - 3 })
  }

  @Test func anotherModelsTensorsAreNamed() throws {
    let job = CheckpointExample.job([3, 5, 2])
    let network = try CheckpointExample.job([3, 4, 2]).network(features: 3, outputs: 2)
    let bytes = CheckpointExample.bytes(
      CheckpointExample.description(job: job.canonicalText, network: network),
      parameters: Array(repeating: 0, count: network.parameterCount))
    #expect(
      throws: JobError(
        "the checkpoint's tensors are not those of its job's model 3-5-2: “0.weight” [4, 3] stands "
          + "where “0.weight” [5, 3] belongs")
    ) { try CheckpointExample.read(bytes) }
  }

  @Test func aMissingLayerIsNamed() throws {
    let job = CheckpointExample.job([3, 4, 2])
    let network = Network(
      sizes: [3, 4], activation: .relu, outputActivation: .identity, hasBias: true)
    let bytes = CheckpointExample.bytes(
      CheckpointExample.description(job: job.canonicalText, network: network),
      parameters: Array(repeating: 0, count: network.parameterCount))
    #expect(
      throws: JobError(
        "the checkpoint's tensors are not those of its job's model 3-4-2: there are 2 and not 4")
    ) { try CheckpointExample.read(bytes) }
  }

  @Test(arguments: [
    ("nonsense", "the checkpoint's job can't be read"),
    (#"{"optimiser":"adam"}"#, "optimizer"),
    (#"{"model":"auto"}"#, "the checkpoint's job does not say the sizes of its model"),
  ]) func aJobThatSaysTooLittleIsRefused(job: String, sentence: String) throws {
    let network = try CheckpointExample.job([3, 4, 2]).network(features: 3, outputs: 2)
    let bytes = CheckpointExample.bytes(
      CheckpointExample.description(job: job, network: network),
      parameters: Array(repeating: 0, count: network.parameterCount))
    let error = #expect(throws: JobError.self) { try CheckpointExample.read(bytes) }
    #expect(error?.description.contains(sentence) == true)
  }
}
