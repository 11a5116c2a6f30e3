using Microsoft.Extensions.AI;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace SPAgent.Tests.Runs;

public sealed class LoggingTests : IDisposable
{
    private const string Key = "sk-secret-of-the-test", Said = "a house behind a hedge";

    private static readonly CancellationToken Stop = TestContext.Current.CancellationToken;

    private readonly TemporaryFolder _folder = new();
    private readonly KeptLog _log = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task A_distillation_logs_its_failures_and_retries_without_words_of_the_server()
    {
        // It repeats what it was asked, and the key.
        int asked = 0;
        await using FakeChatServer server = FakeChatServer.Start(request => Interlocked.Increment(ref asked) switch
        {
            1 => FakeReply.Error(500, $"busy with {Said} for {request.Authorization}"),
            2 => FakeReply.Error(400, $"no: {Said} by {request.Authorization}"),
            _ => FakeReply.Text($"<answer>{Said}</answer>"),
        });
        using IChatClient client = ChatModels.OpenAICompatible("fake-vlm", server.BaseUri, Key,
            Chat.Patient(Chat.Time()) with { LoggerFactory = _log });
        ImageDataset rows = StreetFolder.Make(_folder["streets"], rows: 2);

        DistillationSummary summary = await new DistillationRun(client, rows, _folder["out"], new()
        {
            Samples = 2,
            MaxWorkers = 1,
            Strategy = SamplingStrategy.Order,
            ToolsMode = ToolsMode.Prompt,
            LoggerFactory = _log,
        }).ExecuteAsync(null, Stop);

        Assert.Equal((1, 1), (summary.Done, summary.Failed));
        Assert.Equal(
        [
            "Information SPAgent.DistillationRun: The run begins: 2 in all, 0 there or failed before.",
            "Warning SPAgent.ChatModels: Asked again 2/6: Server, HTTP status 500.",
            "Warning SPAgent.DistillationRun: Row 0 failed: Rejected, HTTP 400. failures.jsonl says why.",
        ], _log.Lines.Take(3));
        Assert.Contains("1 done, 1 failed, 13 tokens, 0 left.", _log.Lines[^1], StringComparison.Ordinal);
        Assert.All(_log.Lines, DemandDiscreet);
    }

    [Fact]
    public async Task A_collection_logs_to_the_applications_loggers()
    {
        ServiceCollection services = new();
        services.AddSingleton<ILoggerFactory>(_log);
        services.AddSPAgent(options => options.Path = _folder["data"]);
        await using ServiceProvider provider = services.BuildServiceProvider();
        DataCollector collector = provider.GetRequiredService<DataCollector>();
        File.WriteAllBytes(_folder["image.jpg"], Pictures.Gradient(40, 30).EncodeJpeg());
        CollectionQuestion[] questions =
            [new(_folder["image.jpg"], $"Is it {Said}?"), new(_folder["image.jpg"], $"Or not {Said}?")];
        ScriptedModel model = new((messages, _) => ScriptedModel.Text(
            messages[0].Text.Contains("Or not", StringComparison.Ordinal) ? Said : $"<answer>{Said}</answer>"));

        await new CollectionRun(new SpatialAgent(model, [], collector), questions, new()
        { MaxWorkers = 1, LoggerFactory = provider.GetRequiredService<ILoggerFactory>() }).ExecuteAsync(null, Stop);

        string failed = DataCollector.SourceKey(questions[1].Question, questions[1].Images, "scripted");
        Assert.Contains($"Warning SPAgent.CollectionRun: Question {failed} failed: InvalidDataException. "
            + "failures.jsonl says why.", _log.Lines);
        string session = Assert.Single(collector.Sessions.ListSessionIds());
        Assert.Contains($"Debug SPAgent.DataCollector: Session {session} is saved.", _log.Lines);
        Assert.Single(_log.Lines, line => line.StartsWith(
            "Information SPAgent.DataCollector: Session ", StringComparison.Ordinal));
        Assert.All(_log.Lines, DemandDiscreet);
    }

    [Fact]
    public async Task A_recorded_conversation_that_cannot_be_written_is_logged()
    {
        using SmallDisk disk = new("1m");
        DataCollector collector = new(disk["data"], loggerFactory: _log);
        using IChatClient client = ScriptedModel.Saying(Said).AsBuilder().UseDataCollection(collector).Build();
        SmallDisk.FillUp(disk["filler"]);
        await client.GetResponseAsync(Said, cancellationToken: Stop);
        File.Delete(disk["filler"]);

        Assert.StartsWith("Error SPAgent.DataCollector: A recorded conversation can't be written.",
            Assert.Single(_log.Lines), StringComparison.Ordinal);
        Assert.All(_log.Lines, DemandDiscreet);
    }

    private static void DemandDiscreet(string line) => Assert.All([Key, Said],
        secret => Assert.DoesNotContain(secret, line, StringComparison.Ordinal));
}
