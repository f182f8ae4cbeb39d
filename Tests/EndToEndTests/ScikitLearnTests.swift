import Foundation
import Testing
import Text

/// What `ps evaluate` says of a trained model, beside what scikit-learn says of its answers.
@Suite struct ScikitLearnTests {
  private static let python = Python.with("import sklearn")

  private static let script = """
    import csv, json, sys, warnings
    import numpy
    from sklearn import metrics
    warnings.simplefilter("ignore")
    kind, labels, predictions = sys.argv[1:]
    names = [line.strip() for line in open(labels)]
    rows = list(csv.DictReader(open(predictions)))
    if kind == "regression":
        targets = numpy.array(names, dtype=float)
        answers = numpy.array([row["value_0"] for row in rows], dtype=float)
        print(json.dumps({
            "r2": metrics.r2_score(targets, answers),
            "mean_absolute_error": metrics.mean_absolute_error(targets, answers),
            "mean_squared_error": metrics.mean_squared_error(targets, answers),
            "root_mean_squared_error": metrics.root_mean_squared_error(targets, answers)}))
        sys.exit()
    columns = [c for c in rows[0] if c.startswith("probability")]
    scores = numpy.array([[float(row[c]) for c in columns] for row in rows])
    predicted = [row["prediction"] for row in rows]
    classes = sorted(set(names))
    if kind == "binary":
        scores = scores[:, 0]
        area = metrics.roc_auc_score([name == classes[1] for name in names], scores)
    else:
        area = metrics.roc_auc_score(
            names, scores / scores.sum(axis=1, keepdims=True), multi_class="ovr", labels=classes)
    precision, recall, f1, _ = metrics.precision_recall_fscore_support(
        names, predicted, average="macro", zero_division=0)
    print(json.dumps({
        "accuracy": metrics.accuracy_score(names, predicted),
        "balanced_accuracy": metrics.balanced_accuracy_score(names, predicted),
        "precision_macro": precision, "recall_macro": recall, "f1_macro": f1, "roc_auc": area,
        "log_loss": metrics.log_loss(names, scores, labels=classes),
        "confusion_matrix": metrics.confusion_matrix(names, predicted, labels=classes).tolist()}))
    """

  /// Noisy data, so that no figure is 0 or 1. Classes sort as their names do.
  @Test(
    .enabled(if: python != nil, "no Python with scikit-learn is here"),
    arguments: ["multiclass", "binary", "regression"])
  func `the figures are scikit-learn's`(kind: String) throws {
    let scratch = try Scratch()
    var random = SystemRandomNumberGenerator()
    var labels: [String] = []
    var lines: [String] = []
    for _ in 0..<120 {
      let features = (0..<3).map { _ in Double.random(in: -1...1, using: &random) }
      let noisy = features.reduce(0, +) + Double.random(in: -1...1, using: &random)
      let label =
        switch kind {
        case "regression": "\(noisy)"
        case "binary": noisy > 0 ? "yes" : "no"
        default: noisy > 0.5 ? "high" : noisy < -0.5 ? "low" : "middle"
        }
      labels.append(label)
      lines.append((features.map { "\($0)" } + [label]).joined(separator: ","))
    }
    let table = try scratch.write(
      "table.csv", "a,b,c,y\n" + lines.map { $0 + "\n" }.joined())
    let names = try scratch.write("labels.txt", labels.map { $0 + "\n" }.joined())
    let run = scratch.path("run")
    let trained = try ps(
      "launch", "--workers=1", "--data=csv:\(table)", "--task=\(kind)", "--out=\(run)",
      "--epochs=5", "--quiet")
    #expect(trained.code == 0, "\(trained.error)")
    let evaluated = try ps(
      "evaluate", "--checkpoint=\(run)", "--split=training", "--json")
    #expect(evaluated.code == 0, "\(evaluated.error)")
    let predictions = scratch.path("predictions.csv")
    let predicted = try ps(
      "predict", "--checkpoint=\(run)", "--split=training", "--out=\(predictions)")
    #expect(predicted.code == 0, "\(predicted.error)")
    let compared = try Running(
      try #require(Self.python), ["-c", Self.script, kind, names, predictions]
    ).waitForEnd()
    #expect(compared.code == 0, "\(compared.error)")
    let ours = try JSON.parse(evaluated.output)
    for member in try #require(JSON.parse(compared.output).objectValue) {
      guard let expected = member.value.doubleValue else {
        #expect(ours[member.key] == member.value, "\(member.key)")
        continue
      }
      let found = try #require(ours[member.key]?.doubleValue, "\(member.key)")
      #expect(abs(found - expected) <= 1e-6 * max(1, abs(expected)), "\(member.key)")
    }
  }
}
