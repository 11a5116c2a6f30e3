using System.Text;
using System.Text.Json.Nodes;

namespace SPAgent.Tests.Analysis;

public sealed class SessionQualityTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_clean_session_has_no_findings_and_is_counted()
    {
        Session("a", [Sample(1, "I look at the sign first."), Sample(2, "<answer>It is a bakery</answer>")]);
        QualityReport report = QualityReport.Check(_folder.Path, cancellationToken: Stop);
        Assert.Empty(report.Findings);
        Assert.Equal(1, report.Sessions);
        SessionStatistics figures = SessionStore.Open(_folder.Path).Statistics(Stop);
        Assert.Equal((1, 1, 2, 2.0),
            (figures.TotalSessions, figures.SuccessfulSessions, figures.TotalSamples, figures.AvgSamplesPerSuccess));
        Assert.Equal(2, figures.Distributions.First(one => one.Name == "samples").Max);
    }

    [Fact]
    public void Flaws_of_sessions_are_found_where_they_are()
    {
        Session("empty", []);
        Session("counted", [Sample(1, "<answer>It is a bakery</answer>")], iterations: 3);
        Session("again", [Sample(1, "I look at the very same sign."), Sample(2, "I look at the very same sign.")]);
        Session("cut", [Sample(1, "<answer>It is a bakery</answer>", finish: "length")]);
        Session("key", [Sample(1, "It reads sk-" + new string('a', 12) + new string('7', 12))]);
        Session("backwards",
            [Sample(1, "One look is enough here.", time: "2026-01-24T14:30:22"),
                Sample(2, "<answer>It is a bakery</answer>", time: "2026-01-24T14:30:21")]);
        Session("silent", [Sample(1, "I can not read it at all.")], answer: null);
        Directory.CreateDirectory(_folder["sessions", "torn"]);
        File.WriteAllText(_folder["sessions", "torn", "session_metadata.json"], "{\"session_id\": ");
        Assert.Equal(
            [
                "sessions/again no_answer 2", "sessions/again repeated_turn 2", "sessions/backwards timestamps 2",
                "sessions/counted num_iterations ", "sessions/cut truncated_response 1",
                "sessions/empty no_samples ", "sessions/key no_answer 1", "sessions/key secret 1",
                "sessions/silent no_answer ", "sessions/torn unreadable ",
            ],
            QualityReport.Check(_folder.Path, cancellationToken: Stop).Findings
                .Select(finding => $"{finding.Place} {finding.Check} {finding.Turn}"));
    }

    [Fact]
    public void A_key_is_found_wherever_a_session_keeps_it()
    {
        string key = "sk-" + new string('a', 12) + new string('7', 12);
        JsonObject told = Sample(1, "<answer>It is a bakery</answer>");
        told["context"] = new JsonObject
        {
            ["tool_calls_history"] =
                new JsonArray(new JsonObject { ["arguments"] = new JsonObject { ["url"] = $"http://a/?key={key}" } })
        };
        Session("context", [told]);
        Session("answer", [Sample(1, "<answer>It is a bakery</answer>")], answer: $"It is {key}");
        Session("metadata", [Sample(1, "<answer>It is a bakery</answer>")],
            metadata: new JsonObject { ["header"] = new JsonArray($"Bearer {key}") });
        Assert.Equal(
            ["sessions/answer secret ", "sessions/context secret 1", "sessions/metadata secret "],
            QualityReport.Check(_folder.Path, cancellationToken: Stop).Findings
                .Select(finding => $"{finding.Place} {finding.Check} {finding.Turn}"));
    }

    [Theory]
    [InlineData("sample_data", null)]
    [InlineData("metadata", null)]
    [InlineData("note", null)]
    [InlineData("tool_arguments", 1)]
    public void A_key_is_found_wherever_a_trace_keeps_it(string where, int? turn)
    {
        JsonObject trace =
            JsonNode.Parse(File.ReadAllBytes(Fixtures.Samples("traces", "written", "trace_00000.json")))!.AsObject();
        Assert.Empty(QualityReport.Check(Trace.Parse(Encoding.UTF8.GetBytes(trace.ToJsonString()), "trace"),
            cancellationToken: Stop).Findings);
        JsonObject secret = new() { ["header"] = "Bearer sk-" + new string('a', 12) + new string('7', 12) };
        if (turn is null) trace[where] = secret;
        else trace["tool_calls_log"]!.AsArray().First()!["tool_arguments"]!["header"] = secret["header"]!.DeepClone();
        QualityReport report = QualityReport.Check(Trace.Parse(Encoding.UTF8.GetBytes(trace.ToJsonString()), "trace"),
            cancellationToken: Stop);
        Assert.Contains(report.Findings, finding => finding.Check == "secret" && finding.Turn == turn);
    }

    // Put together here, so that no whole key stands in this file.
    [Theory]
    [InlineData("ant-api03-", "aB3-", 12)]
    [InlineData("ant-oat01-", "aB_3", 12)]
    [InlineData("or-v1-", "0f9e", 16)]
    [InlineData("proj-", "a-B_", 12)]
    [InlineData("svcacct-", "a-B_", 12)]
    [InlineData("", "aB37", 6)]
    public void The_keys_of_common_services_are_found(string kind, string part, int times)
    {
        string key = "sk-" + kind + string.Concat(Enumerable.Repeat(part, times));
        Session("key", [Sample(1, $"<answer>It reads {key} there</answer>")]);
        Assert.Equal("secret",
            Assert.Single(QualityReport.Check(_folder.Path, cancellationToken: Stop).Findings).Check);
    }

    [Theory]
    [InlineData("sk-learn-based-classifier-for-street-view-pictures-of-small-towns")]
    [InlineData("sk-or-v1-and-other-names-of-things-that-are-no-keys-at-all")]
    public void A_name_in_a_link_is_no_key(string name)
    {
        Session("link", [Sample(1, $"<answer>It reads https://a.org/{name} there</answer>")]);
        Assert.Empty(QualityReport.Check(_folder.Path, cancellationToken: Stop).Findings);
    }

    [Fact]
    public void Tools_and_tokens_of_sessions_are_summed_up()
    {
        SessionStatistics figures = SessionStore.Open(Fixtures.Samples("sessions")).Statistics(Stop);
        SessionToolStatistics tool = Assert.Single(figures.Tools);
        Assert.Equal(("depth_estimation", 2, 1, 1, 50.0),
            (tool.Tool, tool.Calls, tool.Failed, tool.Sessions, tool.SuccessPercent));
        Assert.Equal((2, 0), (figures.TotalToolCalls, figures.TotalTokens));
        Assert.Contains("depth_estimation", figures.ToString(), StringComparison.Ordinal);
    }

    private void Session(string name, JsonObject[] samples, int? iterations = null, string? answer = "It is a bakery",
        JsonObject? metadata = null)
    {
        Directory.CreateDirectory(_folder["sessions", name]);
        JsonObject session = new()
        {
            ["session_id"] = name,
            ["question"] = $"What shop is this ({name})?",
            ["original_images"] = new JsonArray(),
            ["success"] = true,
            ["final_answer"] = answer,
            ["error_message"] = null,
            ["start_time"] = "2026-01-24T14:30:20",
            ["end_time"] = "2026-01-24T14:30:30",
            ["num_iterations"] = iterations ?? samples.Length,
            ["samples"] = new JsonArray([.. samples]),
            ["metadata"] = metadata ?? [],
        };
        File.WriteAllText(_folder["sessions", name, "session_metadata.json"], session.ToJsonString());
    }

    private static JsonObject Sample(int iteration, string response, string? finish = null,
        string time = "2026-01-24T14:30:25") => new()
        {
            ["sample_id"] = $"s_iter_{iteration}",
            ["iteration"] = iteration,
            ["images"] = new JsonArray(),
            ["prompt"] = "What shop is this?",
            ["response"] = response,
            ["context"] = new JsonObject(),
            ["timestamp"] = time,
            ["finish_reason"] = finish,
        };
}
