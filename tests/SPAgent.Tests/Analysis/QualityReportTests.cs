using System.Text.Json;

namespace SPAgent.Tests.Analysis;

public sealed class QualityReportTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void In_the_flawed_samples_it_finds_exactly_what_was_put_there()
    {
        JsonElement expected = JsonElement.Parse(File.ReadAllText(Fixtures.Samples("flawed", "expected.json")));
        string[] wanted = [.. expected.EnumerateArray().Select(one => $"{one[1].GetString()} {one[0].GetString()}").Order(StringComparer.Ordinal)];
        QualityReport report = QualityReport.Check(Fixtures.Samples("flawed"), cancellationToken: Stop);
        Assert.Equal(wanted, report.Findings.Select(finding => $"{finding.Place} {finding.Check}").Order(StringComparer.Ordinal));
        Assert.All(report.Findings, finding => Assert.NotEqual("", finding.What));
    }

    [Fact]
    public void In_the_clean_samples_it_finds_nothing()
    {
        Assert.Empty(QualityReport.Check(Fixtures.Samples("traces"), cancellationToken: Stop).Findings);
        QualityReport streets = QualityReport.Check(Fixtures.Samples("streets"), cancellationToken: Stop);
        Assert.Equal(30, streets.Images);
        // One picture is stored turned, on purpose.
        Assert.Equal("exif_orientation", Assert.Single(streets.Findings).Check);
        Assert.Equal(0, streets.Problems);
    }

    [Fact]
    public void A_replay_finds_pictures_that_are_not_what_the_model_saw()
    {
        QualityOptions options = new() { Replay = true, Dataset = ImageDataset.Open(Fixtures.Samples("streets")) };
        Assert.Empty(QualityReport.Check(Fixtures.Samples("traces", "written"), options, Stop).Findings);
        QualityReport moved = QualityReport.Check(Fixtures.Samples("traces", "sorted-index"), options, Stop);
        Assert.Contains(moved.Findings, finding => finding.Check == "replay_mismatch" && finding.Place == "trace_00000.json");
    }

    [Fact]
    public void A_check_of_one_s_own_is_one_line()
    {
        QualityOptions options = new() { Checks = [QualityCheck.OfTraces("many_turns", trace => trace.Turns.Count > 2 ? $"It has {trace.Turns.Count} turns." : null)] };
        QualityReport report = QualityReport.Check(Fixtures.Samples("traces", "written"), options, Stop);
        Assert.Equal(TraceStore.Open(Fixtures.Samples("traces", "written")).Read().Count(trace => trace.Turns.Count > 2), report.Findings.Count);
        Assert.All(report.Findings, finding => Assert.Equal("many_turns", finding.Check));
    }

    [Fact]
    public void A_check_that_fails_is_a_finding_and_the_others_go_on()
    {
        QualityOptions options = new() { Checks = [QualityCheck.OfTraces("broken", _ => throw new InvalidOperationException("oops"))] };
        Assert.All(QualityReport.Check(Fixtures.Samples("traces", "written"), options, Stop).Findings, finding => Assert.Contains("oops", finding.What, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("48.8566 N, 2.3522 E", 48.8566, 2.3522), InlineData("33.8688° S, 151.2093° E", -33.8688, 151.2093), InlineData("151.2093 E, 33.8688 S", -33.8688, 151.2093)]
    [InlineData("139.6917, 35.6895", 35.6895, 139.6917), InlineData("48°51'24\"N 2°21'8\"E", 48.856667, 2.352222), InlineData("35.6895，139.6917", 35.6895, 139.6917)]
    public void Coordinates_are_read_as_a_person_means_them(string answer, double latitude, double longitude)
    {
        (double Latitude, double Longitude, string Reason) read = Assert.NotNull(CarefulCoordinates.Read(answer));
        Assert.Equal(latitude, read.Latitude, 1e-5);
        Assert.Equal(longitude, read.Longitude, 1e-5);
    }

    [Theory]
    [InlineData("48.8566, 2.3522"), InlineData("Paris"), InlineData(""), InlineData("1, 2, 3"), InlineData("999 N, 999 E")]
    public void Plain_coordinates_and_none_have_nothing_unusual(string answer) => Assert.Null(CarefulCoordinates.Read(answer));

    [Fact]
    public void Broken_files_of_any_kind_are_findings()
    {
        foreach ((string name, string content) in ((string, string)[])[("trace_00000.json", ""), ("trace_00001.json", "[]"), ("trace_00002.json", new string('[', 5000)), ("a.jpg", "\u00ff\u00d8"), ("b.webp", "RIFF"), ("c.jsonl", "{\nnull\n[1]\n\"\\ud800\"")])
        {
            File.WriteAllText(_folder[name], content);
        }

        QualityReport report = QualityReport.Check(_folder.Path, cancellationToken: Stop);
        Assert.Equal(
            ["a.jpg", "b.webp", "c.jsonl", "c.jsonl", "c.jsonl", "c.jsonl", "trace_00000.json", "trace_00001.json", "trace_00002.json"],
            report.Findings.Select(finding => finding.Place));
    }

    [Fact]
    public void The_report_is_a_table_and_JSON()
    {
        QualityReport report = QualityReport.Check(Fixtures.Samples("flawed", "traces"), cancellationToken: Stop);
        Assert.Equal(report.Findings.Count, report.ToTable().Count);
        Assert.Equal(report.Findings.Count, JsonElement.Parse(report.ToJson()).GetProperty("findings").GetArrayLength());
        Assert.Equal("secret", report.ToTable().Where(row => row.Text("place") == "trace_00013.json")[0].Text("check"));
        Assert.DoesNotContain("A1b2C3d4", report.ToJson(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_command_exits_with_1_when_there_are_problems()
    {
        CommandLine.Outcome flawed = await CommandLine.RunAsync("check", Fixtures.Samples("flawed", "traces"), "--json");
        Assert.Equal(1, flawed.ExitCode);
        Assert.True(flawed.Json.GetProperty("problems").GetInt32() > 10);
        Assert.Equal(0, (await CommandLine.RunAsync("check", Fixtures.Samples("traces", "written"))).ExitCode);
        Assert.Equal(2, (await CommandLine.RunAsync("check", _folder["nowhere"])).ExitCode);
    }

    [Fact]
    public async Task Stats_and_view_have_their_JSON_too()
    {
        CommandLine.Outcome stats = await CommandLine.RunAsync("stats", Fixtures.Samples("traces", "written"), "--json");
        Assert.Equal(4, stats.Json.GetProperty("total_traces").GetInt32());
        CommandLine.Outcome view = await CommandLine.RunAsync("view", Fixtures.Samples("traces", "written"), "--html", _folder["page.html"], "--json");
        Assert.Equal(0, view.ExitCode);
        Assert.True(File.Exists(view.Json.GetProperty("files")[0].GetString()));
    }
}
