using System.Text.Json;
using SPAgent.Tests.Labels;

namespace SPAgent.Tests.Cli;

/// <summary><c>spagent label</c>, and the filters by labels, findings and conditions of the other commands.</summary>
public sealed class LabelCommandTests
{
    [Fact]
    public async Task Marks_are_listed_filtered_by_and_merged()
    {
        using LabelledFolder folder = await LabelledFolder.OfAsync(5, "an answer of some length");
        CommandLine.Outcome marked = await CommandLine.RunAsync(
            "label", folder.Path, "0", "trace_00002", "--drop", "--tag", "hard", "--who", "ana", "--json");
        Assert.Equal(0, marked.ExitCode);
        Assert.Equal(["0", "2"], marked.Json.GetProperty("labels").EnumerateArray()
            .Select(label => label.GetProperty("id").GetString()));
        CommandLine.Outcome listed = await CommandLine.RunAsync("label", folder.Path);
        Assert.Contains("2: drop, tag hard (ana)", listed.Output, StringComparison.Ordinal);
        Assert.Equal(3, (await StatsAsync(folder, "--without-label", "drop"))
            .Json.GetProperty("total_traces").GetInt32());
        Assert.Equal(1, (await StatsAsync(folder, "--where", "country = 'Japan'", "--label", "none"))
            .Json.GetProperty("total_traces").GetInt32());
        JsonElement merged =
            (await CommandLine.RunAsync("label", folder.Path, "--merge", folder.Labels, "--json")).Json;
        Assert.Equal((0, 2), (merged.GetProperty("added").GetInt32(), merged.GetProperty("known").GetInt32()));
        Assert.Equal(2, folder.Lines.Length);
    }

    [Fact]
    public async Task Findings_are_marked_and_what_a_person_kept_stays()
    {
        using LabelledFolder folder = await LabelledFolder.OfAsync(3, "an answer of some length");
        File.WriteAllText(folder.Store.PathOf(1), "{\"torn\":");
        File.WriteAllText(folder.Store.PathOf(2), "{\"torn\":");
        folder.Store.Label("2", LabelVerdict.Keep);
        CommandLine.Outcome marked =
            await CommandLine.RunAsync("label", folder.Path, "--from-findings", "error", "--json");
        JsonElement label = Assert.Single(marked.Json.GetProperty("labels").EnumerateArray());
        Assert.Equal(("1", "drop", "unreadable"), (label.GetProperty("id").GetString(),
            label.GetProperty("verdict").GetString(), label.GetProperty("note").GetString()));
        Assert.Empty((await CommandLine.RunAsync("label", folder.Path, "--from-findings", "error", "--json"))
            .Json.GetProperty("labels").EnumerateArray());
    }

    [Theory]
    [InlineData("77", "--keep")]
    [InlineData("1", "77", "--drop")]
    [InlineData("1")]
    [InlineData("--keep")]
    [InlineData("1", "--keep", "--drop")]
    [InlineData("1", "--tag", "")]
    [InlineData("--merge", "nowhere.jsonl")]
    [InlineData("1", "--keep", "--from-findings", "error")]
    [InlineData("--from-findings", "awful")]
    [InlineData("1", "--keep", "--where", "score > 1")]
    public async Task Bad_usage_is_one_line_and_nothing_is_marked(params string[] arguments)
    {
        using LabelledFolder folder = await LabelledFolder.OfAsync(3);
        CommandLine.Outcome outcome = await CommandLine.RunAsync(["label", folder.Path, .. arguments]);
        Assert.Equal((2, ""), (outcome.ExitCode, outcome.Output));
        Assert.Single(outcome.Messages.TrimEnd().Split('\n'));
        Assert.False(File.Exists(folder.Labels));
    }

    [Theory]
    [InlineData("stats")]
    [InlineData("check")]
    [InlineData("view")]
    [InlineData("view", "--html", "page.html")]
    [InlineData("export", "--format", "jsonl", "--output", "out.jsonl")]
    [InlineData("compare")]
    public async Task A_bad_condition_is_exit_code_2_in_all_commands_and_nothing_is_written(params string[] command)
    {
        using LabelledFolder folder = await LabelledFolder.OfAsync(3);
        string[] rest = [.. command[1..]
            .Select(word => word.Contains('.', StringComparison.Ordinal) ? folder[word] : word)];
        string[] more = command[0] == "compare" ? [folder.Path] : [];
        foreach (string condition in (string[])["contry = 'Japan'", "country < 5", "score <"])
        {
            CommandLine.Outcome outcome = await CommandLine.RunAsync(
                [command[0], folder.Path, .. more, .. rest, "--where", condition]);
            Assert.Equal((2, ""), (outcome.ExitCode, outcome.Output));
            Assert.Contains("►", outcome.Messages, StringComparison.Ordinal);
        }

        Assert.Equal(3, Directory.GetFileSystemEntries(folder.Path).Length);
    }

    [Fact]
    public async Task Compare_and_check_see_the_filtered_alone()
    {
        using LabelledFolder a = await LabelledFolder.OfAsync(6, "an answer of some length"),
            b = await LabelledFolder.OfAsync(6, "another answer of some length");
        CommandLine.Outcome compared = await CommandLine.RunAsync(
            "compare", a.Path, b.Path, "--where", "country = 'Chile'", "--json");
        Assert.Equal(3, compared.Json.GetProperty("paired").GetInt32());
        CommandLine.Outcome check = await CommandLine.RunAsync("check", a.Path, "--where", "score > 0.25", "--json");
        Assert.Equal(3, check.Json.GetProperty("traces").GetInt32());
    }

    private static Task<CommandLine.Outcome> StatsAsync(LabelledFolder folder, params string[] filters) =>
        CommandLine.RunAsync(["stats", folder.Path, "--json", .. filters]);
}
