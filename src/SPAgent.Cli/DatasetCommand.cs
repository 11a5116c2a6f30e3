using System.CommandLine;

namespace SPAgent.Cli;

/// <summary><c>spagent dataset</c>: what a dataset holds.</summary>
internal static class DatasetCommand
{
    public static Command Create() => new("dataset", "Look into a dataset.") { Info(), Row() };

    private static Command Info()
    {
        Argument<string> path = new("PATH") { Description = DatasetArguments.Kinds };
        DatasetArguments rows = new();
        Option<bool> json = CommandRunner.JsonOption();
        Command command = new("info", "Kind, rows, columns and splits.") { path, rows.Split, rows.ImageColumn, json };
        command.SetWork((parsed, _) =>
        {
            ImageDataset dataset = rows.Open(parsed, parsed.GetValue(path)!);
            if (parsed.GetValue(json))
            {
                CommandRunner.WriteJson(new { dataset.Kind, Rows = dataset.Count, dataset.Columns, dataset.Splits });
                return Task.FromResult(CommandRunner.Done);
            }

            Console.WriteLine($"{dataset.Path}: {dataset.Kind}, {dataset.Count:N0} rows{(dataset.Splits.Count > 0 ? $", splits {string.Join(", ", dataset.Splits)}" : "")}");
            foreach (DatasetColumn column in dataset.Columns) Console.WriteLine($"  {column.Name,-24} {column.Type}");
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
            path, index, rows.Split, rows.ImageColumn, json,
        };
        command.SetWork((parsed, _) =>
        {
            ImageDataset dataset = rows.Open(parsed, parsed.GetValue(path)!);
            int row = parsed.GetValue(index);
            if (row < 0 || row >= dataset.Count) throw new ArgumentException($"{dataset.Path}: there is no row {row}; rows go from 0 to {dataset.Count - 1}.");
            Console.WriteLine(dataset[row].ToDescription(indented: !parsed.GetValue(json)));
            return Task.FromResult(CommandRunner.Done);
        });
        return command;
    }
}
