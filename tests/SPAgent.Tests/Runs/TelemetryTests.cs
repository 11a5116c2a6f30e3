using System.Collections.Concurrent;
using System.Diagnostics;
using System.Diagnostics.Metrics;
using System.Text;

namespace SPAgent.Tests.Runs;

public sealed class TelemetryTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_run_tells_spans_and_figures_and_what_was_said_only_when_asked(bool content)
    {
        ConcurrentBag<Activity> spans = [];
        using ActivityListener listener = new()
        {
            ShouldListenTo = source => source.Name == "SPAgent",
            Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllData,
            ActivityStopped = spans.Add,
        };
        ActivitySource.AddActivityListener(listener);
        ConcurrentDictionary<string, double> figures = new();
        using MeterListener meters = new();
        meters.InstrumentPublished = (instrument, meter) =>
        {
            if (instrument.Meter.Name == "SPAgent") meter.EnableMeasurementEvents(instrument);
        };
        meters.SetMeasurementEventCallback<long>((instrument, value, _, _) =>
            figures.AddOrUpdate(instrument.Name, value, (_, sum) => sum + value));
        meters.Start();
        // Other tests may run beside this one: what is theirs goes by another model.
        string model = $"telemetry-{content}";
        await using FakeChatServer server = FakeChatServer.Start(request => FakeReply.Text(request.Images < 2
            ? "<tool_call>{\"name\": \"image_zoom_in_tool\", \"arguments\": {\"bbox_2d\": [0, 0, 32, 32]}}</tool_call>"
            : "<answer>1, 2</answer>"));
        using Microsoft.Extensions.AI.IChatClient client = ChatModels.OpenAICompatible(model, server.BaseUri);
        ImageDataset rows = StreetFolder.Make(_folder["streets"], rows: 2);

        await new DistillationRun(client, rows, _folder["out"], new()
        { Samples = 2, ToolsMode = ToolsMode.Prompt, TellContent = content })
            .ExecuteAsync(null, TestContext.Current.CancellationToken);

        Activity run = Assert.Single(spans, span => span.OperationName == $"distill {model}");
        Activity[] ours = [.. spans.Where(span => span.TraceId == run.TraceId)];
        Assert.Equal(2, ours.Count(span => span.OperationName == "row" && span.ParentSpanId == run.SpanId));
        Activity[] requests = [.. ours.Where(span => span.OperationName == $"chat {model}")];
        Assert.Equal(4, requests.Length);
        Assert.All(requests, span => Assert.Equal(11L, span.GetTagItem("gen_ai.usage.input_tokens")));
        Assert.Equal(2, ours.Count(span => span.OperationName == "execute_tool image_zoom_in_tool"));
        Assert.Equal(content ? 4 : 0, ours.Count(span => span.GetTagItem("gen_ai.output.messages") is not null));
        Assert.True(figures["spagent.samples"] >= 2);
        Assert.True(figures["gen_ai.client.token.usage"] >= 4 * 13);
    }

    [Fact]
    public async Task A_collector_of_open_telemetry_gets_them_by_the_command()
    {
        StreetFolder.Make(_folder["streets"], rows: 2);
        await using FakeChatServer collector = FakeChatServer.Start(_ => FakeReply.Json("{}"));
        CommandLine.Outcome outcome = await CommandLine.RunAsync("distill", "--dataset", _folder["streets"], "--output",
            _folder["out"], "--samples", "2", "--model", "simulated", "--simulated-failures", "0",
            "--otlp", $"{collector.BaseUri}/traces");
        Assert.Equal(["/v1/metrics", "/v1/traces"],
            collector.Requests.Select(request => request.Path).Distinct().Order(StringComparer.Ordinal));

        Assert.True(outcome.ExitCode == 0, outcome.Messages);
        string sent = string.Concat(collector.Requests.Select(request => Encoding.Latin1.GetString(request.Body.Span)));
        Assert.Contains("gen_ai.request.model", sent, StringComparison.Ordinal);
        Assert.Contains("gen_ai.client.token.usage", sent, StringComparison.Ordinal);
        Assert.DoesNotContain("gen_ai.output.messages", sent, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_collector_that_is_away_is_said_once_and_the_run_goes_on()
    {
        StreetFolder.Make(_folder["streets"], rows: 2);
        CommandLine.Outcome outcome = await CommandLine.RunAsync("distill", "--dataset", _folder["streets"], "--output",
            _folder["out"], "--samples", "2", "--model", "simulated", "--simulated-failures", "0",
            "--otlp", "http://127.0.0.1:1/v1/traces");
        Assert.True(outcome.ExitCode == 0, outcome.Messages);
        Assert.Single(outcome.Messages.Split('\n'), line => line.Contains("--otlp", StringComparison.Ordinal));
    }
}
