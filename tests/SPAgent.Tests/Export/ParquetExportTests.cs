using System.Text.Json;
using ParquetSharp;

namespace SPAgent.Tests.Export;

/// <summary>How Parquet is cut into groups, pages and files, and what does not become a row of it.</summary>
public sealed class ParquetExportTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task A_group_has_a_hundred_rows_and_every_row_comes_back_in_order()
    {
        MadeTraces traces = new(_folder, rows: 205);
        for (int row = 0; row < 205; row++) traces.Save(row, [$"<answer>answer {row} \"quoted\" é 漢\n</answer>"]);
        ExportReport report = await traces.ExportAsync(_folder["out"], TrainingFormat.Parquet);
        Assert.Equal((205, 0), (report.Rows, report.RefusedCount));
        using (ParquetFileReader file = new(_folder["out", "data", "train-00000-of-00001.parquet"]))
        {
            Assert.Equal([100L, 100L, 5L], Enumerable.Range(0, file.FileMetaData.NumRowGroups)
                .Select(group => file.RowGroup(group).MetaData.NumRows));
        }

        var dataset = ImageDataset.Open(_folder["out"], "train");
        Assert.Equal(205, dataset.Count);
        foreach (int row in (int[])[0, 99, 100, 204])
        {
            JsonElement data = JsonElement.Parse(dataset[row].ToJson());
            Assert.Equal($"<answer>answer {row} \"quoted\" é 漢\n</answer>", data.GetProperty("answer").GetString());
            Assert.Equal(traces.Streets[row].Image!.GetBytes(), dataset[row].Image!.GetBytes());
        }
    }

    [Fact]
    public async Task A_split_has_files_of_its_own_and_the_card_names_them()
    {
        MadeTraces traces = new(_folder, rows: 20);
        for (int row = 0; row < 20; row++) traces.Save(row, [$"<answer>{row}</answer>"]);
        ExportReport report = await traces.ExportAsync(_folder["out"], TrainingFormat.Parquet,
            new() { ValidationShare = 0.4, Licence = "cc-by-4.0" });
        Assert.InRange(report.ValidationRows, 1, 19);
        Assert.Equal(report.ValidationRows, ImageDataset.Open(_folder["out"], "validation").Count);
        Assert.Equal(report.Rows - report.ValidationRows, ImageDataset.Open(_folder["out"], "train").Count);
        string card = await File.ReadAllTextAsync(_folder["out", "README.md"], TestContext.Current.CancellationToken);
        Assert.StartsWith("---\nlicense: cc-by-4.0\n", card, StringComparison.Ordinal);
        Assert.Contains("path: data/validation-00000-of-00001.parquet", card, StringComparison.Ordinal);
        Assert.Contains($"num_examples: {report.ValidationRows}\n", card, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_same_rows_give_the_same_bytes()
    {
        MadeTraces traces = new(_folder);
        for (int row = 0; row < 4; row++) traces.Save(row, ["<answer>here</answer>"]);
        foreach (TrainingFormat format in
            (TrainingFormat[])[TrainingFormat.Parquet, TrainingFormat.Verl, TrainingFormat.WebDataset])
        {
            ExportReport first = await traces.ExportAsync(_folder[$"{format}-1"], format),
                second = await traces.ExportAsync(_folder[$"{format}-2"], format);
            Assert.Equal(first.Files[0], second.Files[0]);
        }
    }

    [Fact]
    public async Task A_row_with_other_tools_than_the_first_is_refused_where_tools_are_columns()
    {
        MadeTraces traces = new(_folder);
        Save(0, "image_rotate_tool");
        Save(1, "image_zoom_in_tool");
        Save(2, "image_rotate_tool");
        ExportReport report =
            await traces.ExportAsync(_folder["out"], TrainingFormat.Verl, new() { Task = TrainingTask.Grpo });
        Assert.Equal((2, 1), (report.Rows, report.RefusedCount));
        Assert.Equal("trace_00001", report.Refused.Single().Source);
        Assert.Contains("image_zoom_in_tool", report.Refused.Single().Reason, StringComparison.Ordinal);

        void Save(int row, string tool) => traces.Save(row, ["<answer>here</answer>"], change: trace => trace with
        {
            SampleData = JsonElement.Parse("""{"answer": "here"}"""),
            InitialPrompt = trace.InitialPrompt! with
            {
                Tools = JsonElement.Parse(
                    """[{"type": "function", "function": {"name": "NAME", "description": "A tool.", "parameters": {"type": "object"}}}]""".Replace("NAME", tool, StringComparison.Ordinal))
            },
        });
    }

    [Fact]
    public async Task A_picture_that_is_gone_leaves_out_its_row_alone()
    {
        MadeTraces traces = new(_folder);
        for (int row = 0; row < 4; row++) traces.Save(row, ["<answer>here</answer>"]);
        File.Delete(_folder["streets", "002.jpg"]);
        ExportReport report = await traces.ExportAsync(_folder["out"], TrainingFormat.Parquet);
        Assert.Equal((3, 1), (report.Rows, report.RefusedCount));
        string[] ids = [.. ImageDataset.Open(_folder["out"], "train").Column("id").Select(id => $"{id}")];
        Assert.Equal(["trace_00000", "trace_00001", "trace_00003"], ids);
    }
}
