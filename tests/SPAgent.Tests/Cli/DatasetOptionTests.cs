namespace SPAgent.Tests.Cli;

public sealed class DatasetOptionTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public DatasetOptionTests()
    {
        Directory.CreateDirectory(_folder["rows"]);
        foreach ((string from, string to) in
            (ReadOnlySpan<(string, string)>)[("00_paris.jpg", "a.jpg"), ("09_lisbon.jpg", "b.jpg")])
        {
            File.Copy(Fixtures.Samples("streets", from), _folder["rows", to]);
        }
    }

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("dataset", "info", "rows")]
    [InlineData("dataset", "row", "rows", "0")]
    [InlineData("distill", "--output", "out", "--model", "simulated", "--dataset", "rows")]
    [InlineData("export", "rows", "--format", "swift", "--output", "out", "--dataset", "rows")]
    [InlineData("check", "rows", "--dataset", "rows")]
    public async Task A_column_that_is_none_is_refused_by_every_command(params string[] words)
    {
        File.WriteAllText(_folder["rows", "metadata.jsonl"], """{"file_name":"a.jpg","after_file_name":"b.jpg"}""");
        CommandLine.Outcome outcome =
            await CommandLine.RunAsync([.. words.Select(InFolder), "--image-column", "before"]);
        Assert.Equal(2, outcome.ExitCode);
        Assert.Contains("\"before\" is no column of pictures; there are image, after.", outcome.Messages);
    }

    [Theory]
    [InlineData("export", "rows", "--format", "swift", "--output", "out")]
    [InlineData("check", "rows")]
    [InlineData("replay", "rows")]
    public async Task A_column_a_configuration_and_a_split_of_no_dataset_are_refused(params string[] words)
    {
        foreach (string option in (string[])["--image-column", "--config", "--split"])
        {
            CommandLine.Outcome outcome = await CommandLine.RunAsync([.. words.Select(InFolder), option, "image"]);
            Assert.Equal((2, $"spagent: {option} needs --dataset."), (outcome.ExitCode, outcome.Messages.Trim()));
        }
    }

    [Fact]
    public async Task Pictures_that_are_not_read_are_said_once_and_apart_from_the_answer()
    {
        foreach (string name in (string[])["c.heic", "d.heic"]) File.WriteAllText(_folder["rows", name], "picture");
        CommandLine.Outcome outcome = await CommandLine.RunAsync("dataset", "info", _folder["rows"], "--json");
        Assert.Equal((0, 4), (outcome.ExitCode, outcome.Json.GetProperty("rows").GetInt32()));
        Assert.Equal(
            $"{_folder["rows"]}: 2 of 4 pictures are .heic: convert them to JPEG, docs/formats.md shows how.",
            outcome.Messages.Trim());
    }

    [Fact]
    public async Task A_question_about_a_picture_within_its_line_is_refused_by_name()
    {
        string picture = Convert.ToBase64String(File.ReadAllBytes(_folder["rows", "a.jpg"]));
        File.WriteAllText(_folder["m.jsonl"],
            $$"""{"image":"data:image/jpeg;base64,{{picture}}","question":"Where?"}""");
        CommandLine.Outcome outcome = await CommandLine.RunAsync("collect", "--manifest", _folder["m.jsonl"],
            "--output", _folder["out"], "--model", "simulated");
        Assert.Equal(2, outcome.ExitCode);
        Assert.Contains("m.jsonl: row 0 holds a picture itself", outcome.Messages);
    }

    private string InFolder(string word) => word is "rows" or "out" ? _folder[word] : word;
}
