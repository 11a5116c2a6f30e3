using System.CommandLine;

namespace SPAgent.Cli;

/// <summary><c>spagent dataset</c>: what a dataset holds, and the same in another form.</summary>
internal static class DatasetCommand
{
    public static Command Create() => new("dataset", "Look into a dataset, or convert it.")
    {
        Info(), Row(), DatasetConvertCommand.Create(),
    };

    private static Command Info()
    {
        Argument<string> path = new("PATH") { Description = DatasetArguments.Kinds };
        DatasetArguments rows = new();
        Option<bool> json = CommandRunner.JsonOption();
        Command command = new("info", "Kind, rows, columns and splits; without --split those of all splits.")
        {
            path, json,
        };
        rows.AddTo(command, named: false);
        command.SetWork((parsed, _) =>
        {
            IReadOnlyList<ImageDataset> parts = rows.OpenAll(parsed, parsed.GetValue(path)!);
            ImageDataset first = parts[0];
            DatasetColumn[] columns = [.. parts.SelectMany(part => part.Columns).DistinctBy(column => column.Name)];
            long count = parts.Sum(part => (long)part.Count);
            if (parsed.GetValue(json))
            {
                var info = new { first.Kind, Rows = count, Columns = columns, first.Splits };
                if (parts.Count == 1) CommandRunner.WriteJson(info);
                else
                    CommandRunner.WriteJson(
                        new
                        {
                            info.Kind,
                            info.Rows,
                            info.Columns,
                            info.Splits,
                            SplitRows = parts.ToDictionary(part => part.Split!, part => part.Count)
                        });
                return Task.FromResult(CommandRunner.Done);
            }

            string splits = parts.Count > 1
                ? string.Join(", ", parts.Select(part => $"{part.Split} ({part.Count:N0})"))
                : string.Join(", ", first.Splits);
            Console.WriteLine($"{first.Path}: {first.Kind}, {count:N0} "
                + $"rows{(splits.Length > 0 ? $", splits {splits}" : "")}");
            foreach (DatasetColumn column in columns) Console.WriteLine($"  {column.Name,-24} {column.Type}");
            return Task.FromResult(CommandRunner.Done);
        });
        return command;
    }

    private static Command Row()
    {
        Argument<string> path = new("PATH") { Description = DatasetArguments.Kinds };
        Argument<int> index = new("INDEX") { Description = "Row, from 0." };
        DatasetArguments rows = new();
        Option<bool> json = CommandRunner.JsonOption();
        Command command = new("row", "One row, with images as hash and length.")
        {
            path, index, json,
        };
        rows.AddTo(command, named: false);
        command.SetWork((parsed, _) =>
        {
            ImageDataset dataset = rows.Open(parsed, parsed.GetValue(path)!);
            int row = parsed.GetValue(index);
            if (row < 0 || row >= dataset.Count)
                throw new ArgumentException(
                    $"{dataset.Path}: there is no row {row}; rows go from 0 to {dataset.Count - 1}.");
            Console.WriteLine(dataset[row].ToDescription(indented: !parsed.GetValue(json)));
            return Task.FromResult(CommandRunner.Done);
        });
        return command;
    }
}
