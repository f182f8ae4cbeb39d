import Coordination
import Learning
import Simulation
import Testing

@Suite("The evaluation")
struct EvaluationTests {
  /// Σ ℓ and right answers over the validation data, sample by sample, from the logits.
  private func naiveTally(_ run: DigitsRun, _ parameters: [Float]) throws -> (Double, Int) {
    let data = try #require(run.data.validation)
    guard case .bytes(let bytes, let scale) = data.features,
      case .classes(let labels, _) = data.targets
    else { throw DigitsRun.NoFile() }
    var (loss, correct) = (0.0, 0)
    for sample in 0..<data.sampleCount {
      let x = (0..<64).map { Double(bytes[64 * sample + $0]) * Double(scale) }
      let hidden = (0..<32).map { j in
        max(
          0,
          (0..<64).reduce(Double(parameters[2048 + j])) {
            $0 + Double(parameters[64 * j + $1]) * x[$1]
          })
      }
      let logits = (0..<10).map { j in
        (0..<32).reduce(Double(parameters[2400 + j])) {
          $0 + Double(parameters[2080 + 32 * j + $1]) * hidden[$1]
        }
      }
      let label = Int(labels[sample])
      loss += logSumExp(logits) - logits[label]
      if logits.firstIndex(of: logits.max() ?? 0) == label { correct += 1 }
    }
    return (loss, correct)
  }

  @Test("is the same bits on any number of workers, and right")
  func sameBits() throws {
    let run = try DigitsRun()
    var configuration = run.configuration
    configuration.length = .epochs(2)
    var first: [EvaluationSummary]?
    for count in [1, 2, 3, 5] {
      let (cluster, recorder) = run.cluster(configuration)
      run.addWorkers(count, to: cluster)
      _ = try cluster.run()
      let evaluations = recorder.evaluations.map { summary in
        var summary = summary
        summary.duration = Interval(nanoseconds: 0)
        return summary
      }
      #expect(evaluations.map(\.version) == [23, 46])
      #expect(evaluations.map(\.epoch) == [1, 2])
      #expect(evaluations.map(\.samples) == [360, 360])
      if let first { #expect(evaluations == first) }
      first = first ?? evaluations
      let (loss, correct) = try naiveTally(run, Array(cluster.server.currentParameters))
      let last = try #require(evaluations.last)
      #expect(abs(last.loss - loss / 360) < 1e-5)
      #expect(last.accuracy == Double(correct) / 360)
    }
  }

  @Test("survives the loss of a worker in its middle")
  func killed() throws {
    let run = try DigitsRun()
    var configuration = run.configuration
    configuration.length = .epochs(1)
    var losses: [Double] = []
    for isKilling in [false, true] {
      let (cluster, recorder) = run.cluster(configuration)
      run.addWorkers(2, to: cluster)
      _ = try cluster.run { cluster in
        if isKilling, cluster.server.version == 23 { cluster.workers[0].kill() }
      }
      losses += recorder.evaluations.map(\.loss)
    }
    #expect(losses.count == 2 && losses[0] == losses[1])
  }
}
