/// Every bound of the system, in one place.
public enum Limits {
  /// Sessions at one time; a further worker takes the place of one that has only said hello, or waits.
  public static let sessionsMax = 1024
  /// A session that has only said hello, or takes work and returns none, keeps its place for so long
  /// when others want it.
  public static let idlePlaceTime = Interval.seconds(1)
  /// Events of one kind that are told in quick succession, where peers can bring them about at will;
  /// then one an interval.
  public static let repeatedEventsMax = 32
  /// The same for sessions that begin and end: as many as there may be at one time.
  public static let repeatedSessionsMax = sessionsMax
  /// How often another event of such a kind is told.
  public static let repeatedEventInterval = Interval.seconds(1)
  /// How often it is told how many were not.
  public static let repeatedEventCountsInterval = Interval.seconds(10)
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
  /// Bytes of a job's text: all of a header but what else stands in it.
  public static let jobBytesMax = headerBytesMax - 1024
  /// Bytes of any text in a message but the job.
  public static let textBytesMax = 4096
  /// Bytes of a worker's name.
  public static let nameBytesMax = 128
  /// Bytes of a host's name, as the DNS has it.
  public static let hostBytesMax = 255
  /// Bytes of the name of a BLAS kernel.
  public static let kernelBytesMax = 64
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
  /// Bytes of messages for people that wait for a reader; what finds no room is dropped, and counted.
  public static let waitingMessageBytesMax = 1 << 20
  /// How long a process that ends waits for the reader of its messages, who reads nothing meanwhile.
  public static let messageLinger = Interval.seconds(2)
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
  /// Orders that a worker is given at once: half of its queue, so that other messages find room in it.
  public static let ordersAtOnceMax = queuedMessagesMax / 2

  /// Connections to a server at one time, where the system has descriptors for so many.
  public static let connectionsMax = 4096
  /// Descriptors that a server keeps for files (checkpoints, keys, logs, data) and processes: connections
  /// never take them.
  public static let descriptorsReserved = 64
  /// Bytes of the first part of a message from a worker: a hello has the longest, with three texts.
  public static let workerHeadBytesMax = 16 << 10
  /// Bytes of a second part that a peer without a session may send.
  public static let strangerPayloadBytesMax = 16 << 10
  /// Bytes of a command of ZMTP; one of the handshake has a peer's metadata in it.
  public static let linkCommandBytesMax = 2048
  /// Messages of one connection that wait to be taken: with so many it is not read any further …
  public static let waitingMessagesMax = 4
  /// … nor with so many payloads.
  public static let waitingPayloadsMax = 2
  /// Messages a second that a server takes from all peers without a session together.
  public static let strangerMessagesPerSecond: UInt64 = 2000
  /// How many of them it takes at once after a quiet time.
  public static let strangerMessagesBurst: UInt64 = 200
  /// How many messages a server takes before it looks after everything else.
  public static let messagesPerTurnMax = 256
  /// How long a connection may take to get through its handshake.
  public static let handshakeTime = Interval.seconds(5)
  /// A connection by which nothing was said for so long, and that has no session, is closed: a worker
  /// says hello every five seconds at least.
  public static let strangerSilenceMax = Interval.seconds(30)
  /// A message that has begun must be whole within the heartbeat timeout and the time that its bytes take
  /// at this rate.
  public static let bytesPerSecondMin: UInt64 = 16 << 10
  /// How often a server's link looks which of its connections have lasted too long.
  public static let connectionCheckInterval = Interval.milliseconds(250)
  /// Memory for payloads that has not been needed for so long goes back to the system: longer than a step
  /// of most models, for which it would have to be asked for again.
  public static let payloadMemoryInterval = Interval.seconds(10)
  /// Connections that were told to make room for others and are not closed yet: while there are so many
  /// no others are accepted, since each still has its descriptor.
  public static let leavingConnectionsMax = 16
  /// How long a worker's link waits after a connection that broke, or could not be made, before it tries
  /// the next; then twice as long each time, up to the maximum.
  public static let reconnectPauseMin = Interval.milliseconds(50)
  /// The longest that a worker's link waits before it tries the next connection.
  public static let reconnectPauseMax = Interval.seconds(2)
  /// How long sending a message waits, at a worker, for a connection or for room in its queue.
  public static let sendPatience = Interval.milliseconds(500)
  /// How long a link waits, at its end, for what is still to be sent.
  public static let lingerTime = Interval.seconds(2)
  /// How long a link that can't accept a connection, for want of memory or descriptors, waits before it
  /// tries again.
  public static let acceptPause = Interval.milliseconds(100)

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
  /// A late worker whose work may not be given out a second time is given up when others wait and it
  /// has taken so many times what it usually takes …
  public static let abandonmentFactor: UInt64 = 12
  /// … and this much longer.
  public static let abandonmentSlack = Interval.seconds(1)
  /// After others have waited in vain for what a worker was given, those that have not returned
  /// anything yet get no work that others wait for until so many times as long has passed.
  public static let trialIntervalFactor: UInt64 = 8
  /// When a worker is late as long as none has been measured.
  public static let unmeasuredOrderTime = Interval.seconds(2)
  /// The share of the work that may be given out twice, unless told otherwise.
  public static let speculationShareDefault = 0.25
  /// A step or an evaluation that has not moved for so long is said to wait, and for whom.
  public static let noticeableWait = Interval.seconds(1)
  /// From one message about something that keeps happening to the next; then twice as long each time,
  /// up to the maximum.
  public static let repeatedNoticeIntervalMin = Interval.seconds(10)
  /// The longest that messages about something that keeps happening are held back.
  public static let repeatedNoticeIntervalMax = Interval.seconds(300)
  /// Kinds of messages that are held back each by itself, reasons of refusals among them.
  public static let repeatedNoticeKindsMax = 16
  /// Workers that a wait names; of more only the number is said.
  public static let namedWorkersMax = 3
  /// How long the workers have to say goodbye when the run is over.
  public static let partingTime = Interval.seconds(2)
  /// Threads that a server takes beside its own and those that move bytes: those that watch the keys, write
  /// checkpoints and messages, and read the data.
  public static let serverThreads = 5
  /// Threads that a worker takes beside its own: its link's, the one that writes messages, and the one
  /// that reads data.
  public static let workerThreads = 3
  /// How long a worker waits for the answer to its first hello before the next; then twice as long
  /// each time, up to the maximum. The waits that it draws are a half to the whole of these.
  public static let helloIntervalMin = Interval.milliseconds(250)
  /// The longest that a worker waits between two hellos.
  public static let helloIntervalMax = Interval.seconds(5)
  /// A worker waits before it asks for the next session when so many in a row …
  public static let shortSessionsMax = 8
  /// … have not lasted for so long.
  public static let lastingSessionTime = Interval.seconds(1)
  /// After so many hellos without an answer a worker makes a new connection.
  public static let hellosPerConnection: UInt64 = 2
  /// How long a worker in a session may hear nothing of its server, which sends heartbeats, before
  /// it asks for another by a new connection.
  public static let serverSilenceMax = Interval.seconds(10)
  /// How long a worker looks for a server before it gives up, unless told otherwise.
  public static let serverTimeoutDefault = Interval.seconds(60)
}
