import Learning
import Optimizers
import Testing

@testable import Jobs

@Suite struct JobTextTests {
  @Test func theDefaultJob() throws {
    let expected =
      #"{"data":"digits","validation":"auto","task":"multiclass","model":"auto","#
      + #""activation":"relu","output-activation":"identity","bias":true,"#
      + #""init":"none","initializer":"kaiming-uniform","loss":"cross-entropy","class-weights":"none","dropout":0.0,"regularizer":"none","#
      + #""decoupled":false,"#
      + #""regularize-biases":false,"reduction":"mean","optimizer":"adam","beta1":0.9,"#
      + #""beta2":0.999,"epsilon":1e-08,"clip-norm":null,"learning-rate":0.001,"#
      + #""schedule":"constant","warmup-steps":0,"batch":64,"micro-batches":8,"epochs":20,"#
      + #""steps":null,"seed":1,"mode":"sync","drop":0,"skip-non-finite":false,"target-accuracy":null,"target-loss":null,"patience":null,"#
      + #""checkpoint-every":"epoch","keep-checkpoints":3}"#
    #expect(Job().canonicalText == expected)
    #expect(try Job(json: "{}") == Job())
    #expect(try Job(json: expected) == Job())
  }

  @Test func aJobFileMeansWhatItSays() throws {
    let job = try Job(
      json: """
        {
          "task": "binary", "model": "30-20-1", "bias": false, "optimizer": "nesterov",
          "momentum": 0.5, "learning-rate": 1, "schedule": "step", "decay-every": 10,
          "decay-factor": 0.1, "regularizer": "elastic:0.001,0.01", "decoupled": true,
          "reduction": "sum", "steps": 200, "epochs": null, "clip-norm": "none",
          "checkpoint-every": "30s", "target-loss": 0.25, "seed": 9223372036854775807
        }
        """)
    var expected = Job()
    expected.task = .binary
    expected.model = .sizes([30, 20, 1])
    expected.hasBias = false
    expected.optimizer = .nesterov
    expected.momentum = 0.5
    expected.learningRate = 1
    expected.scheduleName = .step
    expected.decayEvery = 10
    expected.decayFactor = 0.1
    expected.regularizer = .elastic(l1: 0.001, l2: 0.01)
    expected.isDecoupled = true
    expected.reduction = .sum
    expected.length = .steps(200)
    expected.checkpointEvery = .seconds(30)
    expected.targetLoss = 0.25
    expected.seed = 9_223_372_036_854_775_807
    #expect(job == expected)
  }

  @Test(arguments: 0..<300) func randomJobsRoundTrip(seed: UInt64) throws {
    let job = RandomJob.make(seed: seed)
    #expect(try Job(json: job.canonicalText) == job)
    #expect(try Job(json: job.fileText) == job)
    #expect(job.differences(from: job).isEmpty)
  }

  @Test func everyValueIsWrittenUnderItsKey() throws {
    let job = RandomJob.make(seed: 5)
    let members = try #require(job.json.objectValue)
    #expect(
      members.map(\.key) == JobOption.all.filter { $0.isUsed(in: job) }.map(\.name))
  }

  @Test(arguments: [(1, 1), (7, 7), (8, 8), (9, 8), (1000, 8)])
  func aSmallBatchHasAMicroBatchForEachSample(batch: Int, microBatches: Int) throws {
    #expect(try Job(json: "{\"batch\": \(batch)}").microBatches == microBatches)
  }
}
