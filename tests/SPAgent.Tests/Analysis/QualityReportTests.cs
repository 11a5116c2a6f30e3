using System.Text.Json;
using SPAgent.Tests.Labels;

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
        string[] wanted = [.. expected.GetProperty("findings").EnumerateArray()
            .Select(one => $"{one[1].GetString()} {one[0].GetString()}").Order(StringComparer.Ordinal)];
        QualityReport report = QualityReport.Check(Fixtures.Samples("flawed"), cancellationToken: Stop);
        Assert.Equal(wanted,
            report.Findings.Select(finding => $"{finding.Place} {finding.Check}").Order(StringComparer.Ordinal));
        Assert.All(report.Findings, finding => Assert.NotEqual("", finding.What));
    }

    [Fact]
    public void In_the_clean_samples_it_finds_nothing()
    {
        Assert.Empty(QualityReport.Check(Fixtures.Samples("traces"), cancellationToken: Stop).Findings);
        QualityReport sessions = QualityReport.Check(Fixtures.Samples("sessions"), cancellationToken: Stop);
        Assert.Equal(4, sessions.Sessions);
        // A choice and a direction are answers of a word.
        Assert.Equal(["short_answer", "short_answer"], sessions.Findings.Select(finding => finding.Check));
        Assert.Equal(0, sessions.Problems);
        QualityReport streets = QualityReport.Check(Fixtures.Samples("streets"), cancellationToken: Stop);
        Assert.Equal(30, streets.Images);
        // One picture is stored turned, on purpose.
        Assert.Equal("exif_orientation", Assert.Single(streets.Findings).Check);
        Assert.Equal(0, streets.Problems);
    }

    [Fact]
    public void A_picture_over_the_limit_of_providers_is_found()
    {
        string[] pictures = Directory.GetFiles(Fixtures.Samples("streets"), "??_*");
        long limit = pictures.Max(file => new FileInfo(file).Length) - 1;
        string[] larger =
            [.. pictures.Where(file => new FileInfo(file).Length > limit).Select(file => Path.GetFileName(file))];
        QualityReport report =
            QualityReport.Check(Fixtures.Samples("streets"), new() { LargestImageBytes = limit }, Stop);
        Assert.Equal(larger,
            report.Findings.Where(finding => finding.Check == "image_too_large").Select(finding => finding.Place));
    }

    [Fact]
    public void A_replay_finds_pictures_that_are_not_what_the_model_saw()
    {
        QualityOptions options = new() { Replay = true, Dataset = ImageDataset.Open(Fixtures.Samples("streets")) };
        Assert.Empty(QualityReport.Check(Fixtures.Samples("traces", "written"), options, Stop).Findings);
        QualityReport moved = QualityReport.Check(Fixtures.Samples("traces", "sorted-index"), options, Stop);
        Assert.Contains(moved.Findings,
            finding => finding.Check == "replay_mismatch" && finding.Place == "trace_00000.json");
    }

    [Fact]
    public void A_check_of_one_s_own_is_one_line()
    {
        QualityOptions options = new()
        {
            Checks =
                [QualityCheck.OfTraces("many_turns",
                    trace => trace.Turns.Count > 2 ? $"It has {trace.Turns.Count} turns." : null)]
        };
        QualityReport report = QualityReport.Check(Fixtures.Samples("traces", "written"), options, Stop);
        Assert.Equal(TraceStore.Open(Fixtures.Samples("traces", "written")).Read()
            .Count(trace => trace.Turns.Count > 2), report.Findings.Count);
        Assert.All(report.Findings, finding => Assert.Equal("many_turns", finding.Check));
    }

    [Fact]
    public void A_check_of_one_s_own_for_sessions_is_one_line()
    {
        QualityOptions options = new()
        {
            Checks =
                [
                    QualityCheck.OfSessions("unsure",
                        session => session.FinalAnswer?.Contains("can't", StringComparison.Ordinal) == true
                            ? "The answer is unsure." : null)]
        };
        Finding found = Assert.Single(QualityReport.Check(Fixtures.Samples("sessions"), options, Stop).Findings,
            finding => finding.Check == "unsure");
        Assert.Equal("sessions/session_20250125_090412_3a4b5c6d", found.Place);
    }

    [Fact]
    public void A_check_of_one_s_own_may_be_a_class_that_looks_at_both()
    {
        QualityOptions options = new() { Images = false, Checks = [new LongCheck()] };
        Assert.Equal(2, QualityReport.Check(Fixtures.Samples("sessions"), options, Stop).Findings
            .Count(finding => finding.Check == "long"));
        Assert.Equal(TraceStore.Open(Fixtures.Samples("traces", "written")).Read()
            .Count(trace => trace.Turns.Count > 1),
                QualityReport.Check(Fixtures.Samples("traces", "written"), options, Stop).Findings.Count);
    }

    [Fact]
    public void A_trace_or_a_session_is_checked_by_itself_as_in_its_folder()
    {
        Trace trace = Trace.Load(Fixtures.Samples("flawed", "traces", "trace_00013.json"));
        Assert.Equal(["secret"],
            QualityReport.Check(trace, cancellationToken: Stop).Findings.Select(finding => finding.Check));
        CollectedSession session = CollectedSession.Load(Fixtures.Samples("flawed", "sessions", "crop_outside"));
        QualityReport report = QualityReport.Check(session, cancellationToken: Stop);
        Assert.Equal(("crop_outside crop_outside 1", 2),
            ($"{Assert.Single(report.Findings).Place} {report.Findings[0].Check} {report.Findings[0].Turn}",
                report.Images));
    }

    [Fact]
    public void A_box_that_ends_outside_is_found_where_the_size_is_known()
    {
        Trace trace = Trace.Load(Fixtures.Samples("traces", "written", "trace_00000.json"));
        trace = trace with
        {
            ToolCalls = [trace.ToolCalls[0] with
                { Arguments = JsonElement.Parse("""{"bbox_2d": [900, 10, 961, 200]}"""), ObservationSha256 = null }]
        };
        Assert.Empty(QualityReport.Check(trace, cancellationToken: Stop).Findings);
        QualityOptions replayed = new() { Replay = true, Dataset = ImageDataset.Open(Fixtures.Samples("streets")) };
        Finding found = Assert.Single(QualityReport.Check(trace, replayed, Stop).Findings);
        Assert.Equal("The box 900, 10, 961, 200 ends outside the picture of 960 x 720.", found.What);
    }

    [Theory]
    [InlineData("", "crop_outside 2, identical_observation 2")]
    [InlineData(", \"image_index\": 2", "")]
    public void A_call_that_names_its_picture_is_not_held_against_the_newest(string further, string expected)
    {
        Trace trace = Trace.Load(Fixtures.Samples("traces", "written", "trace_00000.json"));
        ToolCall call = trace.ToolCalls[0] with { ObservationSha256 = new string('c', 64) };
        trace = trace with
        {
            Pictures = new() { Sha256 = [new string('a', 64), new string('b', 64)] },
            ToolCalls =
            [
                call with { Turn = 1, Arguments = JsonElement.Parse("""{"bbox_2d": [0, 0, 100, 100]}""") },
                call with
                { Turn = 2, Arguments = JsonElement.Parse($$"""{"bbox_2d": [0, 0, 300, 200]{{further}}}""") },
            ],
        };
        Assert.Equal(expected, string.Join(", ", QualityReport.Check(trace, cancellationToken: Stop).Findings
            .Where(finding => finding.Check is "crop_outside" or "identical_observation")
            .Select(finding => $"{finding.Check} {finding.Turn}")));
    }

    [Fact]
    public async Task Of_many_boxes_those_of_the_first_200_traces_count()
    {
        TraceStore store = TraceStore.Open(_folder.Path);
        for (int row = 0; row < 260; row++) await store.SaveAsync(Boxed(row, row < 200 ? 0.4 : 300), Stop);
        Finding found = Assert.Single(QualityReport.Check(store, cancellationToken: Stop).Findings);
        Assert.StartsWith("All 200 boxes lie between 0 and 1:", found.What, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Boxes_in_further_pictures_of_a_row_tell_nothing_of_the_first()
    {
        TraceStore store = TraceStore.Open(_folder.Path);
        TracePictures two = new() { Sha256 = [new string('a', 64), new string('b', 64)] };
        for (int row = 0; row < 12; row++)
            await store.SaveAsync(Boxed(row, 0.4, ", \"image_index\": 2") with { Pictures = two }, Stop);
        Assert.Empty(QualityReport.Check(store, cancellationToken: Stop).Findings);
    }

    [Fact]
    public async Task A_trace_that_names_no_dataset_in_its_place_ends_no_check()
    {
        TraceStore store = TraceStore.Open(_folder.Path);
        foreach (string dataset in (string[])["", "a\0b"])
        {
            for (int row = 0; row < 12; row++)
                await store.SaveAsync(Boxed(row, 0.4) with { DatasetPath = dataset }, Stop);
            Assert.Equal("box_units",
                Assert.Single(QualityReport.Check(store, cancellationToken: Stop).Findings).Check);
            for (int row = 0; row < 12; row++)
                await store.SaveAsync(Boxed(row, 0.4) with { DatasetPath = dataset, ToolCalls = [] }, Stop);
            Assert.Empty(QualityReport.Check(store, cancellationToken: Stop).Findings);
        }
    }

    private static Trace Boxed(int row, double side, string further = "") =>
        LabelledFolder.Made(row, "<answer>somewhere in the north</answer>") with
        {
            ToolCalls = [new() { Turn = 1, Name = "image_zoom_in_tool", Success = true, Arguments = JsonElement.Parse(
                FormattableString.Invariant($"{{\"bbox_2d\": [0.1, 0.1, {side}, {side}]{further}}}")) }],
        };

    [Fact]
    public void All_pictures_that_an_export_lost_are_counted_and_twenty_are_named()
    {
        string images =
            string.Join(',', Enumerable.Range(0, 25).Select(i => $$"""{"path":"images/{{i}}.png"}"""));
        File.WriteAllText(_folder["spagent-export.json"],
            $$"""{"rows":1,"files":[{"path":"train.jsonl"}],"images":[{{images}}]}""");
        Finding lost = Assert.Single(QualityReport.Check(_folder.Path, cancellationToken: Stop).Findings,
            finding => finding is { Check: "export_changed", Place: "spagent-export.json" });
        Assert.StartsWith("25 pictures of the export", lost.What, StringComparison.Ordinal);
        Assert.Equal(20, lost.Evidence.Count);
    }

    [Fact]
    public async Task An_export_is_what_its_manifest_and_its_card_say()
    {
        TraceStore store = TraceStore.Open(Fixtures.Samples("traces", "written"));
        ExportOptions options = new() { Dataset = ImageDataset.Open(Fixtures.Samples("streets")) };
        await store.ExportAsync(_folder["folder"], TrainingFormat.LlamaFactory, options, Stop);
        await store.ExportAsync(_folder["share.json"], TrainingFormat.ShareGpt, options, Stop);
        QualityOptions quick = new() { Images = false };
        QualityReport clean = QualityReport.Check(_folder.Path, quick, Stop);
        Assert.Empty(clean.Findings);
        Assert.Equal(8, clean.Rows);
        File.AppendAllText(_folder["folder", "train.jsonl"], "{}\n");
        File.Delete(_folder["share.json.card.md"]);
        File.Delete(Directory.EnumerateFiles(_folder["folder", "images"]).First());
        Assert.Equal(
            ["folder/spagent-export.json export_changed", "folder/train.jsonl export_changed",
                "folder/train.jsonl missing_image", "share.json.card.md export_changed"],
            QualityReport.Check(_folder.Path, quick, Stop).Findings
                .Select(finding => $"{finding.Place} {finding.Check}").Distinct());
    }

    private sealed class LongCheck : QualityCheck
    {
        public override string Name => "long";

        public override IEnumerable<Finding> Check(Trace trace) =>
            trace.Turns.Count > 1 ? [Found(trace, Severity.Information, "It has many turns.", "")] : [];

        public override IEnumerable<Finding> Check(CollectedSession session) =>
            session.Samples.Count > 1 ? [Found(session, Severity.Information, "It has many samples.", "")] : [];
    }

    [Fact]
    public void A_check_that_fails_is_a_finding_and_the_others_go_on()
    {
        QualityOptions options = new()
        { Checks = [QualityCheck.OfTraces("broken", _ => throw new InvalidOperationException("oops"))] };
        Assert.All(QualityReport.Check(Fixtures.Samples("traces", "written"), options, Stop).Findings,
            finding => Assert.Contains("oops", finding.What, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("48.8566 N, 2.3522 E", 48.8566, 2.3522), InlineData("33.8688° S, 151.2093° E", -33.8688, 151.2093),
        InlineData("151.2093 E, 33.8688 S", -33.8688, 151.2093)]
    [InlineData("139.6917, 35.6895", 35.6895, 139.6917), InlineData("48°51'24\"N 2°21'8\"E", 48.856667, 2.352222),
        InlineData("35.6895，139.6917", 35.6895, 139.6917)]
    public void Coordinates_are_read_as_a_person_means_them(string answer, double latitude, double longitude)
    {
        (double Latitude, double Longitude, string Reason) read = Assert.NotNull(HumanCoordinateParser.Read(answer));
        Assert.Equal(latitude, read.Latitude, 1e-5);
        Assert.Equal(longitude, read.Longitude, 1e-5);
    }

    [Theory]
    [InlineData("48.8566, 2.3522"), InlineData("Paris"), InlineData(""), InlineData("1, 2, 3"),
        InlineData("999 N, 999 E")]
    public void Plain_coordinates_and_none_have_nothing_unusual(string answer) =>
        Assert.Null(HumanCoordinateParser.Read(answer));

    [Fact]
    public void Coordinates_in_a_thought_are_not_what_the_reward_read()
    {
        Trace trace = Trace.Load(Fixtures.Samples("traces", "written", "trace_00000.json")) with
        { FinalResponse = "<think>\\boxed{35.6895, 139.6917}</think><answer>139.6917, 35.6895</answer>" };
        Assert.Contains(QualityReport.Check(trace, cancellationToken: Stop).Findings,
            finding => finding.Check == "coordinates_read_differently");
    }

    [Fact]
    public void Broken_files_of_any_kind_are_findings()
    {
        foreach ((string name, string content) in
            ((string, string)[])[("trace_00000.json", ""), ("trace_00001.json", "[]"),
                ("trace_00002.json", new string('[', 5000)), ("a.jpg", "\u00ff\u00d8"), ("b.webp", "RIFF"),
                ("c.jsonl", "{\nnull\n[1]\n\"\\ud800\"")])
        {
            File.WriteAllText(_folder[name], content);
        }

        QualityReport report = QualityReport.Check(_folder.Path, cancellationToken: Stop);
        Assert.Equal(
            ["a.jpg", "b.webp", "c.jsonl", "c.jsonl", "c.jsonl", "c.jsonl", "trace_00000.json", "trace_00001.json",
                "trace_00002.json"],
            report.Findings.Select(finding => finding.Place));
    }

    [Fact]
    public void The_report_is_a_table_and_JSON()
    {
        QualityReport report = QualityReport.Check(Fixtures.Samples("flawed", "traces"), cancellationToken: Stop);
        Assert.Equal(report.Findings.Count, report.ToTable().Count);
        Assert.Equal(report.Findings.Count,
            JsonElement.Parse(report.ToJson()).GetProperty("findings").GetArrayLength());
        Assert.Equal("secret", report.ToTable().Where(row => row.Text("place") == "trace_00013.json")[0].Text("check"));
        Assert.DoesNotContain("A1b2C3d4", report.ToJson(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_command_exits_with_1_when_there_are_problems()
    {
        CommandLine.Outcome flawed =
            await CommandLine.RunAsync("check", Fixtures.Samples("flawed", "traces"), "--json");
        Assert.Equal(1, flawed.ExitCode);
        Assert.True(flawed.Json.GetProperty("problems").GetInt32() > 10);
        Assert.Equal(0, (await CommandLine.RunAsync("check", Fixtures.Samples("traces", "written"))).ExitCode);
        Assert.Equal(2, (await CommandLine.RunAsync("check", _folder["nowhere"])).ExitCode);
    }

    [Fact]
    public async Task Stats_and_view_have_their_JSON_too()
    {
        CommandLine.Outcome stats =
            await CommandLine.RunAsync("stats", Fixtures.Samples("traces", "written"), "--json");
        Assert.Equal(4, stats.Json.GetProperty("total_traces").GetInt32());
        CommandLine.Outcome view = await CommandLine.RunAsync("view", Fixtures.Samples("traces", "written"), "--html",
            _folder["page.html"], "--json");
        Assert.Equal(0, view.ExitCode);
        Assert.True(File.Exists(view.Json.GetProperty("files")[0].GetString()));
    }
}
