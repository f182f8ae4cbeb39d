import CommandLineParsing
import Learning

extension HelpTopic {
  /// The options that files of data take, for the help of every command that takes data.
  public static let dataOptions = HelpTopic(
    "Options of csv, libsvm and npy",
    DataSpecification.formOptions.map { option in
      Entry(
        term: "\(option.form): \(option.name)=\(option.values)",
        text: option.summary + (option.defaultText.map { " [default: \($0)]" } ?? ""))
    })
}
