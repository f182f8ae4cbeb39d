import Foundation
import Testing

/// That it learns: whole runs, as a user starts them.
@Suite(.serialized) struct LearningTests {
  private func finalAccuracy(_ run: DigitsRun) throws -> Double {
    try #require(try run.log("evaluation").last?["accuracy"]?.doubleValue)
  }

  /// What scripts/quickstart trains.
  @Test func `the job of the quick start learns digits`() throws {
    let run = DigitsRun(scratch: try Scratch())
    let repository = URL(fileURLWithPath: #filePath)
      .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
    let job = repository.appendingPathComponent("scripts/digits.json").path
    // One BLAS kernel, so that the figure is the same wherever the test runs.
    let ending = try ps(
      "launch", "--workers=2", "--job=\(job)", "--out=\(run.out)", "--quiet",
      environment: ["OPENBLAS_CORETYPE": "Haswell"])
    #expect(ending.code == 0, "\(ending.error)")
    #expect(try finalAccuracy(run) >= 0.96)
  }

  @Test(.enabled(if: MNIST.folder != nil, "MNIST is not there: set MNIST_DIR"))
  func `MNIST reaches 98 % within ten epochs`() throws {
    let run = DigitsRun(scratch: try Scratch())
    let ending = try ps(
      "launch", "--workers=2", "--out=\(run.out)", "--quiet",
      "--data=mnist:\(try #require(MNIST.folder))", "--model=784-512-512-10", "--optimizer=adam",
      "--learning-rate=0.001", "--batch=256", "--epochs=10", "--target-accuracy=0.98")
    #expect(ending.code == 0, "\(ending.error)")
    #expect(try finalAccuracy(run) >= 0.98)
    #expect(try run.log("evaluation").count <= 10)
  }
}
