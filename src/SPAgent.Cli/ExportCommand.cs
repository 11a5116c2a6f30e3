using System.CommandLine;

namespace SPAgent.Cli;

/// <summary><c>spagent export</c>: sessions or traces as training data.</summary>
internal static class ExportCommand
{
    public static Command Create()
    {
        Argument<string> path = new("DIR")
        { Description = "A collection, its sessions folder, or a folder of traces." };
        Option<string> format = new("--format")
        { Description = string.Join(", ", TrainingFormat.All) + ".", Required = true };
        Option<TrainingTask> task = new Option<TrainingTask>("--task")
        {
            Description = "sft, dpo (pairs of a row's traces), kto (good or bad) or grpo (question "
                + "and truth). Default: sft."
        }.Named();
        Option<PairChoice> pairs = new Option<PairChoice>("--pairs")
        { Description = "dpo: best (against the worst, default), all, or adjacent by reward." }.Named();
        Option<LossScope> lossOn = new Option<LossScope>("--loss-on")
        { Description = "all (default), or final: the last reply only, where the trainer can be told so." }.Named();
        Option<string?> licence = new("--licence", "--license")
        { Description = "Licence that the card names, such as cc-by-4.0." };
        Option<string> output = new("--output", "-o")
        { Description = "File to write; a folder for the formats of trainers with pictures.", Required = true };
        DatasetArguments dataset = new("Where the pictures of traces are; without it, the path that each trace names.");
        Option<string?> prompt = new("--prompt")
        {
            Description = "Text file: what the user said in traces that keep no prompt; "
                + "<image> stands for the picture."
        };
        Option<ToolStyle?> toolStyle = new Option<ToolStyle?>("--tool-style")
        {
            Description = "native (roles of their own) or text (as the model wrote them; keeps "
                + "the words beside a call)."
        }.Named();
        Option<BoxUnits?> units = new Option<BoxUnits?>("--box-units")
        {
            Description = "Unit in which the student writes boxes: pixels, thousandths or fractions. "
                + "Default: as the model was told."
        }.Named();
        Option<ImageHandling?> images = new Option<ImageHandling?>("--images")
        { Description = "copy, link or reference." }.Named();
        Option<bool> original = new("--original-names")
        { Description = "Name the pictures of sessions as the caller did, not their saved copies." };
        Option<bool> questionOnly = new("--question-only")
        { Description = "sharegpt: the question in place of the whole prompt." };
        Option<bool> noReasoning = new("--no-reasoning")
        { Description = "Leave out reasoning that came apart from a reply." };
        Option<bool> dedup = new("--dedup")
        { Description = "Leave out rows that say the same about the same pictures." };
        Option<double> validation = new("--validation")
        { Description = "Share of rows for the validation split, from 0 to below 1; no picture is in both." };
        Option<int> seed = new("--seed") { Description = "Seed of that draw." };
        Option<bool> strict = new("--strict") { Description = "Write nothing when a row is refused." };
        Option<bool> json = CommandRunner.JsonOption();
        FilterArguments filters = new();
        RecordFilterArguments records = new();
        Option<bool> better = new("--use-better-answers")
        { Description = "Answers that labels give stand in the place of the model's, scored by the run's reward." };

        Command command = new("export",
            "Write training data; rows that a trainer would stumble over are refused, with their reasons.")
        {
            path, format, task, pairs, lossOn, licence, output, prompt, toolStyle, units,
            images, original, questionOnly, noReasoning, dedup, validation, seed, strict, better, json,
        };
        dataset.AddTo(command);
        filters.AddTo(command);
        records.AddTo(command);
        command.SetWork(async (parsed, cancellationToken) =>
        {
            ExportOptions options = filters.Apply(parsed, new()
            {
                Dataset = dataset.Open(parsed),
                UserPrompt = parsed.GetValue(prompt) is { } file
                    ? await File.ReadAllTextAsync(file, cancellationToken) : null,
                Command = CommandText.Of(parsed),
                Task = parsed.GetValue(task),
                Pairs = parsed.GetValue(pairs),
                LossOn = parsed.GetValue(lossOn),
                Licence = parsed.GetValue(licence),
                ToolStyle = parsed.GetValue(toolStyle),
                BoxUnits = parsed.GetValue(units),
                Images = parsed.GetValue(images),
                ImageNames = parsed.GetValue(original) ? ImageNaming.Original : ImageNaming.Saved,
                QuestionOnly = parsed.GetValue(questionOnly),
                Reasoning = !parsed.GetValue(noReasoning),
                Deduplicate = parsed.GetValue(dedup),
                ValidationShare = parsed.GetValue(validation),
                Seed = parsed.GetValue(seed),
                Strict = parsed.GetValue(strict),
                UseBetterAnswers = parsed.GetValue(better),
            });
            ExportReport report = await ExportAsync(parsed.GetValue(path)!, parsed.GetValue(output)!,
                TrainingFormat.ByName(parsed.GetValue(format)!), options, records.Of(parsed), cancellationToken);
            if (parsed.GetValue(json)) CommandRunner.WriteJson(report);
            else Console.WriteLine(report);
            if (report.LabelledDrop > 0 && !records.AsksForLabels(parsed))
                CommandRunner.Say($"spagent: {report.LabelledDrop} of the rows {(report.LabelledDrop == 1 ? "is" : "are")} "
                    + "labelled drop; --without-label drop leaves them out.");
            if (report.Rows == 0)
                CommandRunner.Say($"spagent: not one row was exported: {report.Filtered} filtered "
                    + $"out, {report.Duplicates} duplicates, {report.RefusedCount} refused.");
            if (report.Rows > 0 && report.ValidationRows == 0 && options.ValidationShare > 0)
                CommandRunner.Say("spagent: not one row was drawn for validation. Raise --validation, or name another "
                    + "--seed.");
            if (report.UnknownIds is { } unknown)
                CommandRunner.Say($"spagent: {unknown.Count} of the ids are of nothing "
                    + $"in {parsed.GetValue(path)}: {string.Join(", ", unknown.Take(20))}{(unknown.Count > 20 ? " …" : "")}");
            return report.RefusedCount > 0 ? CommandRunner.FoundFailures : CommandRunner.Done;
        });
        return command;
    }

    private static Task<ExportReport> ExportAsync(
        string path, string output, TrainingFormat format, ExportOptions options, RecordFilter filter,
        CancellationToken cancellationToken) =>
        RunFolders.HoldsSessions(path) && !RunFolders.HoldsTraces(path)
            ? SessionStore.Open(path).Where(filter, cancellationToken)
                .ExportAsync(output, format, options, cancellationToken)
            : FolderKind.Traces(path).Where(filter, cancellationToken)
                .ExportAsync(output, format, options, cancellationToken);
}
