import Coordination
import Dispatch
import Learning
import Platform
import Synchronization
import Testing
import TrainingWorker

@testable import worker

@Suite("A worker that makes a server's job ready")
struct JobPreparationTests {
  private static func job(_ options: String) -> String {
    #"{"data":"csv:/data/t.csv","task":"regression",\#(options)}"#
  }

  private static let table = Array("1,2,3\n4,5,6\n7,8,9\n1,1,1\n".utf8)

  /// What comes of a welcome, where all files hold the table.
  private func prepare(
    _ options: String, microBatches: Int = 2, memory: Int = .max,
    reading: @escaping @Sendable (String) throws -> [UInt8] = { _ in table },
    reasonToEnd: @escaping () -> StopReason? = { nil }
  ) throws -> (workload: NetworkWorkload?, failure: Unprepared?, preparation: JobPreparation) {
    let preparation = JobPreparation(
      folder: nil, wakeup: try #require(Wakeup()), reading: reading, memory: { memory },
      reasonToEnd: reasonToEnd)
    let welcome = Welcome(
      job: Self.job(options), microBatches: microBatches, sentAt: .origin)
    do {
      return (try preparation.workload(welcome), nil, preparation)
    } catch let error as Unprepared {
      return (nil, error, preparation)
    }
  }

  @Test("has a workload that fits it")
  func fits() throws {
    let workload = try prepare(#""model":"2-3-1","batch":4,"micro-batches":2"#).workload
    #expect(workload?.parameterCount == 2 * 3 + 3 + 3 + 1)
  }

  @Test("refuses one whose welcome says another number of micro-batches", arguments: [1, 3, 1024])
  func microBatches(_ count: Int) throws {
    let failure = try prepare(#""model":"2-3-1","batch":4,"micro-batches":2"#, microBatches: count)
      .failure
    let sentence = "the server's welcome says \(count) micro-batches, and its job 2"
    #expect(failure?.description == sentence)
    #expect(failure?.reportedReason == .microBatches(welcome: count, job: 2))
  }

  @Test("refuses what is no job")
  func noJob() throws {
    let failure = try prepare(#""model":"2-3-1","batch":4,"micro-batches":2,"seed":"#).failure
    #expect(failure?.description.contains("JSON") == true)
  }

  @Test("tells the server nothing of what is in a file")
  func nothingQuoted() throws {
    let failure = try prepare(#""model":"2-3-1","batch":4,"micro-batches":2"#) { _ in
      Array("1,2,3\n4,hunter2,6\n".utf8)
    }.failure
    #expect(failure?.description.contains("hunter2") == true)
    #expect(failure?.reportedReason == .data)
  }

  /// By hand: two inputs, `width` hidden units and one output for each of 256 samples or a micro-batch
  /// of two, two gradients that are as wide as the widest layer, an index for each sample; and four
  /// times θ.
  @Test("takes no more memory than there is", arguments: [3, 1000])
  func memory(_ width: Int) throws {
    let model = #""model":"2-\#(width)-1","batch":4,"micro-batches":2,"validation":"none""#
    let perSample = 2 + width + 1 + 2 * width
    let parameters = 2 * width + width + width + 1
    let needed = 4 * (2 * perSample + 4 * parameters) + 8 * 2
    // As for the data, which is asked for in the same way, but needs less.
    #expect(try prepare(model, memory: needed).workload != nil)
    let failure = try prepare(model, memory: needed - 1).failure
    #expect(
      failure?.description
        == "the job's model and micro-batches need \(needed) bytes of memory, and \(needed - 1) are "
        + "available here")
    #expect(failure?.reportedReason == .memory)
  }

  /// A batch of a million samples is a number in a job; what it takes is not there.
  @Test("refuses the greatest batch and the widest layers before it takes memory")
  func greatest() throws {
    let model = #""model":"2-1000000-1","micro-batches":1,"batch":1048576,"validation":"none""#
    let failure = try prepare(model, microBatches: 1, memory: 1 << 36).failure
    #expect(failure?.reportedReason == .memory)
  }

  @Test("ends when it is told to, though a file has not come to its end")
  func interrupted() throws {
    // Never released while the worker lives, like a file without end.
    let never = DispatchSemaphore(value: 0)
    let isReading = Atomic(false)
    defer { never.signal() }
    let outcome = try prepare(
      #""model":"2-3-1","batch":4,"micro-batches":2"#,
      reading: { _ in
        isReading.store(true, ordering: .releasing)
        never.wait()
        return Self.table
      },
      reasonToEnd: { isReading.load(ordering: .acquiring) ? .terminated : nil })
    #expect(outcome.preparation.interruption == .terminated)
    #expect(outcome.failure?.reportedReason == .stopping(.terminated))
  }
}
