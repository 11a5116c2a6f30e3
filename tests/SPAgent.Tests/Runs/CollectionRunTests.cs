namespace SPAgent.Tests.Runs;

public sealed class CollectionRunTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly CollectionQuestion[] _questions;

    public CollectionRunTests()
    {
        _questions = [.. Enumerable.Range(0, 6).Select(i =>
        {
            string image = _folder[$"{i}.jpg"];
            File.WriteAllBytes(image, Pictures.Gradient(40 + i, 30).EncodeJpeg());
            return new CollectionQuestion([image], $"What is picture {i}?");
        })];
    }

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Run_again_it_asks_only_what_is_open()
    {
        ScriptedModel model = Model(failing: 4);
        CollectionRunSummary first = await RunAsync(model, _questions[..5]);
        Assert.Equal((4, 1, 0), (first.Answered, first.Failed, first.AnsweredEarlier));
        Assert.Equal(["a0", "a1", "a2", "a3"], first.Answers);
        int asked = model.Requests.Count;

        CollectionRunSummary again = await RunAsync(model, _questions);
        Assert.Equal((1, 0, 4, 1), (again.Answered, again.Failed, again.AnsweredEarlier, again.FailedEarlier));
        Assert.Equal(asked + 1, model.Requests.Count);

        CollectionRunSummary retried = await RunAsync(Model(), _questions, new() { RetryFailed = true });
        Assert.Equal((1, 5), (retried.Answered, retried.AnsweredEarlier));
        Assert.Equal(6, SessionStore.Open(_folder["data"]).ListSessionIds().Count);
    }

    [Fact]
    public async Task Progress_ends_with_all_that_was_done_and_names_what_failed()
    {
        List<RunProgress> seen = [];
        await RunAsync(Model(failing: 2), _questions, new() { MaxWorkers = 1 }, new Listener(seen.Add));
        Assert.Equal((0, 6, false), (seen[0].Ended, seen[0].Total, seen[0].HasEnded));
        Assert.Equal((5, 1, true), (seen[^1].Done, seen[^1].Failed, seen[^1].HasEnded));
        Assert.Contains("What is picture 2?", Assert.Single(seen, report => report.Failure is not null).Failure,
            StringComparison.Ordinal);
    }

    [Fact]
    public void An_agent_without_a_collector_is_refused()
    {
        ArgumentException refused =
            Assert.Throws<ArgumentException>(() => new CollectionRun(new SpatialAgent(Model(), []), _questions));
        Assert.Contains("collector", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_manifest_gives_questions_with_whole_paths()
    {
        string manifest = _folder["questions.jsonl"];
        await File.WriteAllTextAsync(manifest, """{"image": "0.jpg", "question": "What?"}""",
            TestContext.Current.CancellationToken);
        CollectionQuestion question = Assert.Single(CollectionQuestion.FromManifest(ImageDataset.Open(manifest)));
        Assert.Equal(("What?", _folder["0.jpg"]), (question.Question, question.Images[0]));
    }

    private async Task<CollectionRunSummary> RunAsync(
        ScriptedModel model, IReadOnlyList<CollectionQuestion> questions, CollectionRunOptions? options = null,
        IProgress<RunProgress>? progress = null)
    {
        SpatialAgent agent = new(model, [], new DataCollector(_folder["data"]));
        return await new CollectionRun(agent, questions, options).ExecuteAsync(progress,
            TestContext.Current.CancellationToken);
    }

    private static ScriptedModel Model(int failing = -1) => new((messages, _) =>
    {
        string prompt = messages[^1].Text;
        int number = Enumerable.Range(0, 6).Single(i => prompt.Contains($"picture {i}?", StringComparison.Ordinal));
        return number == failing ? throw new InvalidDataException("no such thing")
            : ScriptedModel.Text($"<answer>a{number}</answer>");
    });

    private sealed class Listener(Action<RunProgress> listen) : IProgress<RunProgress>
    {
        public void Report(RunProgress value) => listen(value);
    }
}
