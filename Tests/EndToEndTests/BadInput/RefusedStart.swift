import Testing

/// Arguments with which no run can begin, and what is said of them. `{}` stands for the test's
/// folder, which has the files of `BadFiles`.
struct RefusedStart: Sendable, CustomTestStringConvertible {
  let what: String
  let arguments: [String]
  let sentence: String
  /// Whether it shows only when the server has begun to listen, which it then says.
  var isFound = FoundBy.arguments

  enum FoundBy {
    /// Before any process is started.
    case arguments
    /// When the server starts.
    case start
    /// When the data have been read.
    case data
  }

  var testDescription: String { what }

  init(
    _ what: String, _ arguments: [String], by isFound: FoundBy = .arguments, _ sentence: String
  ) {
    self.what = what
    self.arguments = arguments
    self.sentence = sentence
    self.isFound = isFound
  }

  static let all = data + jobs + options + places

  private static let data = [
    RefusedStart(
      "a data file that is missing", ["--data=csv:{}/none.csv", "--model=2-2"], by: .data,
      "can't read '{}/none.csv': No such file or directory"),
    RefusedStart(
      "a data file that is missing, where it decides the model", ["--data=csv:{}/none.csv"],
      by: .start, "can't read '{}/none.csv': No such file or directory"),
    RefusedStart(
      "a validation file that is missing",
      ["--data=csv:{}/right.csv", "--validation=csv:{}/none.csv", "--model=2-2"], by: .data,
      "can't read '{}/none.csv': No such file or directory"),
    RefusedStart(
      "a folder for a file", ["--data=csv:{}/mnist", "--model=2-2"], by: .data,
      "can't read '{}/mnist': it is a folder"),
    RefusedStart(
      "a folder without MNIST", ["--data=mnist:{}", "--model=784-10"], by: .data,
      "MNIST's files, which scripts/fetch-mnist downloads, can't all be read: "
        + "can't read '{}/train-images-idx3-ubyte.gz': No such file or directory; "
        + "can't read '{}/train-images-idx3-ubyte': No such file or directory"),
    RefusedStart(
      "images cut short", ["--data=idx:{}/cut-images,{}/labels", "--model=1-2"], by: .data,
      "{}/cut-images: the file announces 2 images of 1×1 = 2 bytes but has 1"),
    RefusedStart(
      "a compressed file cut short", ["--data=csv:{}/cut.csv.gz", "--model=1-2"], by: .data,
      "can't expand '{}/cut.csv.gz': the file is cut short"),
    RefusedStart(
      "an empty file", ["--data=csv:{}/empty.csv", "--model=2-2"], by: .data,
      "{}/empty.csv: the file is empty"),
    RefusedStart(
      "a label out of range", ["--data=mnist:{}/mnist", "--model=1-10"], by: .data,
      "{}/mnist/train-labels-idx1-ubyte: the label 10 of sample 1 is out of range 0 to 9"),
    RefusedStart(
      "a label that the training data do not have",
      ["--data=csv:{}/right.csv", "--validation=csv:{}/other-label.csv", "--model=2-2"],
      by: .data,
      "{}/other-label.csv: the label “7” in line 2 is none of the training data's: “0”, “1”"),
    RefusedStart(
      "one class only", ["--data=csv:{}/one-class.csv", "--model=2-2"], by: .data,
      "{}/one-class.csv: all samples are of one class, “0”"),
    RefusedStart(
      "NaN", ["--data=csv:{}/nan.csv", "--model=2-2"], by: .data,
      "{}/nan.csv: NaN in line 2, column 2; missing=mean, median or zero says what to take instead"),
    RefusedStart(
      "a text for a number", ["--data=csv:{}/text.csv", "--model=2-2"], by: .data,
      "{}/text.csv: “many” in line 2, column 2 is not a number"),
    RefusedStart(
      "a line too short", ["--data=csv:{}/ragged.csv", "--model=2-2"], by: .data,
      "{}/ragged.csv: line 2 has 2 columns but line 1 has 3"),
    RefusedStart(
      "features that do not fit the model", ["--data=csv:{}/right.csv", "--model=3-4-2"],
      by: .data, "the data has 2 features but the model's first layer takes 3"),
    RefusedStart(
      "features that do not fit the model's, sparse",
      ["--data=libsvm:{}/data.libsvm,features=3", "--model=3-2"], by: .data,
      "{}/data.libsvm: line 1 has index 9, beyond the 3 features that features=3 allows"),
    RefusedStart(
      "classes that do not fit the model", ["--data=csv:{}/right.csv", "--model=2-4-5"],
      by: .data, "the model 2-4-5 ends in 5 outputs but the data needs 2"),
  ]

  private static let jobs = [
    RefusedStart(
      "a job file with an unknown key", ["--job={}/unknown-key.json"], by: .start,
      "{}/unknown-key.json: key \"bacth\" is unknown; did you mean \"batch\"?"),
    RefusedStart(
      "a job file cut short", ["--job={}/cut.json"], by: .start,
      "{}/cut.json: JSON cannot be read: line 1, column 13: the text ends where a key in quotes "
        + "should follow"),
    RefusedStart(
      "a job file with a text for a number", ["--job={}/wrong-type.json"], by: .start,
      "{}/wrong-type.json: \"batch\" must be a whole number from 1 to 1048576, not \"many\""),
    RefusedStart(
      "a job file with a key twice", ["--job={}/twice.json"], by: .start,
      "{}/twice.json: JSON cannot be read: line 1, column 14: the key \"batch\" stands twice in "
        + "one object"),
    RefusedStart(
      "a job file that is missing", ["--job={}/none.json"], by: .start,
      "can't read '{}/none.json': No such file or directory"),
    RefusedStart(
      "more micro-batches than samples", ["--batch=8", "--micro-batches=9"], by: .start,
      "micro-batches 9 must be at most batch 8: each has a sample or more"),
    RefusedStart(
      "a target that the task can't reach",
      ["--task=regression", "--data=csv:{}/right.csv", "--target-accuracy=0.9"], by: .start,
      "target-accuracy means nothing for task regression; use target-loss"),
  ]

  private static let options = [
    RefusedStart(
      "a nonsense flag", ["--leraning-rate=3"],
      "unknown option '--leraning-rate'; did you mean '--learning-rate'?"),
    RefusedStart("a stray argument", ["stray"], "unexpected argument 'stray'"),
    RefusedStart("an option without its value", ["--batch"], "--batch needs a value"),
    RefusedStart(
      "a text for a rate", ["--learning-rate=fast"], by: .start,
      "--learning-rate must be a number greater than 0, not 'fast'"),
    RefusedStart(
      "NaN for a rate", ["--learning-rate=nan"], by: .start,
      "--learning-rate must be a number greater than 0, not 'nan'"),
    RefusedStart(
      "unknown data", ["--data=cvs:{}/right.csv"], by: .start,
      "--data: “cvs:{}/right.csv” is none of digits, mnist:DIR, idx:IMAGES,LABELS, csv:FILE, "
        + "libsvm:FILE and npy:FEATURES,LABELS"),
  ]

  private static let places = [
    RefusedStart(
      "an address that others reach", ["--bind=tcp://0.0.0.0:5999"],
      "--bind 'tcp://0.0.0.0:5999' can be reached from other hosts: make keys by ps keygen DIR and "
        + "give --key and --authorized-workers, or --insecure in a network that you trust"),
    RefusedStart(
      "every address", ["--bind=tcp://*:5999"],
      "--bind 'tcp://*:5999' can be reached from other hosts: make keys by ps keygen DIR and "
        + "give --key and --authorized-workers, or --insecure in a network that you trust"),
    RefusedStart(
      "no address", ["--bind=here"], "--bind must be tcp://ADDRESS:PORT or ipc://PATH, not 'here'"),
    RefusedStart(
      "a port beyond all", ["--bind=tcp://127.0.0.1:65536"],
      "--bind 'tcp://127.0.0.1:65536' needs an address (an IPv6 one in brackets) and a port from 1 "
        + "to 65535, or * for a free one"),
    RefusedStart(
      "an IPv6 address without brackets", ["--bind=tcp://::1:5999"],
      "--bind 'tcp://::1:5999' needs an address (an IPv6 one in brackets) and a port from 1 to 65535, "
        + "or * for a free one"),
    RefusedStart(
      "a socket that every user can reach", ["--bind=ipc://@lockstep"],
      "--bind 'ipc://@lockstep' can be reached by every user of this machine: use ipc://PATH, make "
        + "keys by ps keygen DIR and give --key and --authorized-workers, or --insecure on a machine "
        + "whose users you trust"),
    RefusedStart(
      "an address of another machine", ["--bind=tcp://192.0.2.1:5999", "--insecure"], by: .start,
      "can't listen at tcp://192.0.2.1:5999: that is no address of this machine; 127.0.0.1 is "
        + "one, * stands for all of IPv4 and [::] for all of IPv6"),
    RefusedStart(
      "a file in the socket's place", ["--bind=ipc://{}/file"], by: .start,
      "can't listen at ipc://{}/file: there is a file or folder of that name"),
    RefusedStart(
      "a socket in a folder that is missing", ["--bind=ipc://{}/none/socket"], by: .start,
      "can't listen at ipc://{}/none/socket: No such file or directory"),
    RefusedStart(
      "a file in the run's place", ["--out={}/file"], by: .start,
      "'{}/file' is a file: --out must name a folder"),
    RefusedStart(
      "a run below a file", ["--out={}/file/below/run"], by: .start,
      "'{}/file' is a file, not a folder"),
    RefusedStart(
      "--resume without a run", ["--out={}/none", "--resume"], by: .start,
      "there is no folder '{}/none' with a run to resume"),
    RefusedStart(
      "--resume in a folder without a run", ["--out={}/mnist", "--resume"], by: .start,
      "the folder '{}/mnist' holds no run to resume"),
    RefusedStart(
      "--resume without a folder", ["--resume", "--out="],
      "--resume needs --out with the folder of the run to go on with"),
  ]
}
