import Testing

@testable import Coordination

@Suite("When checkpoints are written")
struct CheckpointCadenceTests {
  private static func point(_ version: UInt64, validated: UInt64 = 0) -> CheckpointPoint {
    CheckpointPoint(version: version, validatedVersion: validated)
  }

  @Test("what is durable, or being written, is not written again")
  func once() {
    var cadence = CheckpointCadence(.epochs, durable: Self.point(0))
    #expect(cadence.begin(Self.point(0), at: .origin) == false)
    #expect(cadence.begin(Self.point(3), at: .origin) == true)
    #expect(!cadence.begin(Self.point(3), at: .origin) && !cadence.isRequested)
    cadence.written()
    #expect(cadence.durable == Self.point(3) && cadence.underWay == nil)
    #expect(cadence.begin(Self.point(3), at: .origin) == false)
    // The same θ, with a validation that the last one does not know of.
    #expect(cadence.begin(Self.point(3, validated: 3), at: .origin) == true)
  }

  @Test("one is under way at a time, and the next follows on request")
  func oneAtATime() {
    var cadence = CheckpointCadence(.epochs, durable: nil)
    #expect(cadence.begin(Self.point(1), at: .origin) == true)
    #expect(!cadence.begin(Self.point(2), at: .origin) && cadence.isRequested)
    #expect(cadence.underWay == Self.point(1))
    cadence.written()
    #expect(cadence.begin(Self.point(2), at: .origin) && !cadence.isRequested)
    #expect(cadence.violatedInvariant == nil)
  }

  @Test("they are due by steps, by time since the last, or at an epoch's end")
  func due() {
    let steps = CheckpointCadence(.steps(4), durable: nil)
    #expect(steps.isDue(at: 8, .origin) && !steps.isDue(at: 9, .origin))
    let epochs = CheckpointCadence(.epochs, durable: nil)
    #expect(!epochs.isDue(at: 8, .origin) && epochs.isDueAfterEpoch(at: 8, .origin))
    var timed = CheckpointCadence(.time(.seconds(10)), durable: nil)
    timed.trainingBegan(at: .origin + .seconds(5))
    #expect(!timed.isDue(at: 1, .origin + .seconds(14)))
    #expect(timed.isDue(at: 1, .origin + .seconds(15)))
    #expect(timed.begin(Self.point(1), at: .origin + .seconds(15)) == true)
    #expect(!timed.isDueAfterEpoch(at: 2, .origin + .seconds(24)))
    #expect(timed.dependsOnTime && !epochs.dependsOnTime && !steps.dependsOnTime)
  }

  @Test("one that failed is tried again after a pause that doubles, until one is written")
  func retries() {
    var cadence = CheckpointCadence(.epochs, durable: nil)
    #expect(cadence.begin(Self.point(1), at: .origin) == true)
    cadence.failed(at: .origin)
    #expect(cadence.underWay == nil && cadence.durable == nil && cadence.failures == 1)
    #expect(!cadence.isRetryDue(at: .origin + .milliseconds(999)))
    #expect(cadence.isRetryDue(at: .origin + .seconds(1)))
    #expect(cadence.begin(Self.point(1), at: .origin + .seconds(1)) == true)
    cadence.failed(at: .origin + .seconds(1))
    #expect(!cadence.isRetryDue(at: .origin + .milliseconds(2999)))
    #expect(cadence.isRetryDue(at: .origin + .seconds(3)))
    cadence.startOver()
    #expect(!cadence.isRetryDue(at: .origin + .seconds(100)) && cadence.failures == 2)
  }
}
