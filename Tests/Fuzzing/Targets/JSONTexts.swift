import Jobs
import Learning
import Text

extension FuzzTarget {
  /// What is read is what is written again.
  static let json = FuzzTarget("json") {
    texts(
      "null", "[true,false,-0,1,9223372036854775807,1.5e-3]",
      #"{"a":{"b":[]},"c":"\u00e9\ud83d\ude00\n"}"#,
      " { \"θ\" : [ 1e308 ] } ")
  } run: { bytes in
    guard let value = try? JSON.parse(bytes) else { return }
    check((try? JSON.parse(value.encoded())) == value, "a value changes when it is written")
    check(
      (try? JSON.parse(value.encoded(pretty: true))) == value,
      "a value changes when it is written for people")
  }

  /// Jobs, as files and messages hold them.
  static let job = FuzzTarget("job") {
    texts(
      "{}", #"{"data":"digits","task":"multiclass","model":"64-10","batch":32,"micro-batches":4}"#,
      #"{"optimizer":"adam","learning-rate":0.01,"schedule":"cosine","epochs":3,"regularizer":"l2:0.1"}"#,
      #"{"mode":"bounded","staleness":2,"checkpoint-every":"30s","seed":9007199254740993}"#,
      #"{"data":"csv:a.csv,label=y,scale=standard","validation":"none","task":"regression"}"#)
  } run: { bytes in
    guard let text = String(validating: bytes, as: UTF8.self), let job = try? Job(json: text) else {
      return
    }
    check((try? Job(json: job.canonicalText)) == job, "a job changes when it is written")
    check((try? Job(json: job.fileText)) == job, "a job changes when it is written for people")
  }

  /// Where data come from, as one text.
  static let specification = FuzzTarget("specification") {
    texts(
      "digits", "mnist:a/b", "idx:a\\,b,c", "csv:a.csv,label=y+-2,features=0-7+x\\+y,header=no",
      "csv:a,delimiter=tab,scale=minmax", "libsvm:a,features=12,index-base=auto,scale=0.5",
      "npy:x.npy,y.npy,scale=standard")
  } run: { bytes in
    guard let text = String(validating: bytes, as: UTF8.self),
      let specification = try? DataSpecification(text)
    else { return }
    check(
      (try? DataSpecification(specification.description)) == specification,
      "a specification changes when it is written")
    _ = specification.relocated(to: "f")
  }
}
