/// Every bound of the system, in one place.
public enum Limits {
  /// Sessions at one time; a further worker is refused.
  public static let sessionsMax = 1024
  /// Micro-batches of a global batch.
  public static let microBatchesMax = 1024
  /// Levels of the reduction tree: enough for `microBatchesMax` leaves, and their root.
  public static let treeLevelsMax = 11
  /// Work orders that a worker keeps; a server that sends more has lost its mind.
  public static let workOrdersMax = 2 * microBatchesMax
  /// Parameters of a model: a payload of them stays below what a frame's length can say.
  public static let parametersMax = 1 << 31
  /// Bytes of a frame's header part; a job travels in one.
  public static let headerBytesMax = 1 << 20
  /// Bytes of any text in a message but the job.
  public static let textBytesMax = 4096
  /// Bytes of a worker's name.
  public static let nameBytesMax = 128
  /// Bytes of a payload that is sent to measure a connection.
  public static let probeBytesMax = 1 << 30
  /// Bytes of a file with a key; a longer one is something else.
  public static let keyFileBytesMax = 64 << 10
  /// Bytes of a text that people write: a job, a hostfile.
  public static let textFileBytesMax = 1 << 20
  /// A file with no more bytes than these is read without a look at how much memory there is.
  public static let unmeasuredBytesMax = 1 << 20
  /// A version, generation or step in a file: what follows it can still be counted, in any of our
  /// integers.
  public static let storedNumberMax: UInt64 = 1 << 62
  /// Keys that a server tells of which it has turned away; strangers can have as many as they like.
  public static let turnedAwayKeysMax = 16
  /// How often a server looks whether the list of authorized keys has changed.
  public static let authorizedKeysInterval = Interval.seconds(1)
  /// Handshakes that must be broken off, one after the other, before a worker says that the server has
  /// another key: a server that ends, or has no keys at all, may look the same once or twice.
  public static let brokenHandshakesMin = 5
  /// Failed handshakes that a worker's link keeps until it is asked for them.
  public static let handshakeFailuresKeptMax = 16
  /// Bytes of the apply log that a server holds in memory until they are durable.
  public static let appliedLogHeldBytesMax = 4 << 20
  /// How long after a checkpoint that could not be written the next is tried, if none is due before;
  /// then twice as long each time, up to the maximum.
  public static let checkpointRetryPauseMin = Interval.seconds(1)
  /// The longest that is waited before a checkpoint is tried again.
  public static let checkpointRetryPauseMax = Interval.seconds(60)
  /// How often the last checkpoint of a run is tried, before θ is saved elsewhere.
  public static let lastCheckpointTries = 5
  /// Steps that a checkpoint may name as applied ahead of an earlier one.
  public static let appliedAheadMax = 1 << 24
  /// Samples of one unit of an evaluation; fixed, since the sum's bits depend on it.
  public static let evaluationUnitSamples = 256
  /// Messages that may wait in a connection's queue. Few of them can be as large as θ: a worker is
  /// sent a version only when it has answered the last, and pushes a node only once.
  public static let queuedMessagesMax = 32

  /// Places of a staleness histogram.
  public static let stalenessCountsMax = 33

  /// Round trips by which a worker's clock is compared with the server's.
  public static let clockSamplesMax = 8

  /// How often each end shows that it lives.
  public static let heartbeatInterval = Interval.seconds(1)
  /// How long the other end may be silent before it is given up, unless told otherwise.
  public static let heartbeatTimeoutDefault = Interval.seconds(10)
  /// A worker that has work may be silent for so many heartbeat timeouts: it answers messages only
  /// between two micro-batches. Its connection's own heartbeats still show within one timeout
  /// whether its host and process live.
  public static let busySilenceFactor: UInt64 = 6
  /// Where θ goes to one worker after the other, the next has its turn after so many times what θ took
  /// to the last one before.
  public static let turnFactor: UInt64 = 2
  /// A worker is late when others wait and it has taken so many times what it usually takes …
  public static let latenessFactor: UInt64 = 3
  /// … and this much longer: below it, the system's own unevenness decides who is late.
  public static let latenessSlack = Interval.milliseconds(20)
  /// What a worker is thought to take for an order as long as none has been measured.
  public static let unmeasuredOrderTime = Interval.seconds(2)
  /// The share of the work that may be given out twice, unless told otherwise.
  public static let speculationShareDefault = 0.25
  /// A step or an evaluation that has not moved for so long is said to wait, and for whom.
  public static let noticeableWait = Interval.seconds(1)
  /// Workers that a wait names; of more only the number is said.
  public static let namedWorkersMax = 3
  /// How long the workers have to say goodbye when the run is over.
  public static let partingTime = Interval.seconds(2)
  /// How long a launcher's processes may take to end when their time has come.
  public static let launchedProcessesTime = Interval.seconds(10)
  /// How long a launcher's workers may take to end when their server has ended.
  public static let orphanedWorkersTime = Interval.seconds(2)
  /// How long a worker whose launcher has gone may take to end before it is ended where it stands.
  public static let orphanedWorkerTime = Interval.seconds(10)
  /// Workers of one host that a launcher is starting at one time: sshd turns connections away when
  /// more than its `MaxStartups` (10) have not said yet who they are.
  public static let startsPerHostMax = 6
  /// How long a launcher waits before it starts a worker on another host again; then twice as long
  /// each time, up to the maximum.
  public static let restartPauseMin = Interval.seconds(1)
  /// The longest that a launcher waits before it starts a worker again.
  public static let restartPauseMax = Interval.seconds(30)
  /// How long a worker waits for the answer to its first hello before the next; then twice as long
  /// each time, up to the maximum. The waits that it draws are a half to the whole of these.
  public static let helloIntervalMin = Interval.milliseconds(250)
  /// The longest that a worker waits between two hellos.
  public static let helloIntervalMax = Interval.seconds(5)
  /// After so many hellos without an answer a worker makes a new connection.
  public static let hellosPerConnection: UInt64 = 2
  /// How long a worker in a session may hear nothing of its server, which sends heartbeats, before
  /// it asks for another by a new connection.
  public static let serverSilenceMax = Interval.seconds(10)
  /// How long a worker looks for a server before it gives up, unless told otherwise.
  public static let serverTimeoutDefault = Interval.seconds(60)
}
