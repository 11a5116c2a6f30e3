using System.Text.Json;

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

    [Fact]
    public async Task An_answer_whose_session_cant_be_saved_is_asked_for_again()
    {
        CollectionQuestion[] asked = [_questions[0] with { Row = JsonElement.Parse("""{"answer": "a0"}""") }];
        CollectionRunOptions options = new() { Reward = new ExactMatchReward() };
        string taken = "";
        DataCollector collector = new(_folder["data"])
        {
            Success = session =>
            {
                // Something stands where the session is to go.
                taken = Directory.CreateDirectory(session.Folder).FullName;
                File.WriteAllText(Path.Combine(taken, "x"), "");
                return true;
            },
        };
        await Assert.ThrowsAsync<IOException>(() => RunAsync(Model(), asked, options, collector: collector));
        Directory.Delete(taken, recursive: true);

        CollectionRunSummary again = await RunAsync(Model(), asked, options);
        Assert.Equal((1, 0, 1), (again.Answered, again.AnsweredEarlier, again.Evaluation!.All.Correct));
    }

    [Fact]
    public async Task What_is_kept_without_success_says_so_and_is_not_asked_again()
    {
        CollectionRunOptions all = new() { Save = SavedSessions.All };
        DataCollector collector = new(_folder["data"]) { Success = session => session.FinalAnswer != "a1" };
        await RunAsync(Model(silent: 2), _questions[..3], all, collector: collector);
        CollectedSession[] sessions = [.. SessionStore.Open(_folder["data"]).Read()];
        Assert.Equal(3, sessions.Length);
        Assert.Equal("a0", Assert.Single(sessions, session => session.Success).FinalAnswer);

        CollectionRunSummary again = await RunAsync(Model(), _questions[..3], all);
        Assert.Equal((0, 3, 0), (again.Answered, again.AnsweredEarlier, again.FailedEarlier));
    }

    [Fact]
    public async Task What_a_stopped_run_held_back_is_asked_again_and_not_booked_by_the_next()
    {
        DataCollector collector = new(_folder["data"]);
        await Assert.ThrowsAsync<DistillationException>(() =>
            RunAsync(Model(away: _ => true), _questions[..2], new() { MaxFailures = 2 }, collector: collector));

        CollectionRunSummary next =
            await RunAsync(Model(away: number => number == 2), _questions[..3], collector: collector);
        Assert.Equal((2, 1), (next.Answered, next.Failed));
        Assert.DoesNotContain(Assert.Single(collector.Sessions.ReadFailures()).SourceKey,
            collector.Sessions.Read().Select(session => session.SourceKey));
    }

    [Fact]
    public async Task After_a_run_a_failure_that_may_pass_leaves_its_line_at_once()
    {
        DataCollector collector = new(_folder["data"]);
        await RunAsync(Model(), _questions[..1], collector: collector);
        SpatialAgent agent = new(Model(away: _ => true), [], collector);
        await Assert.ThrowsAsync<ModelException>(() => agent.SolveAsync(_questions[1].Images, _questions[1].Question,
            cancellationToken: TestContext.Current.CancellationToken));
        Assert.True(Assert.Single(collector.Sessions.ReadFailures()).IsTransient);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_reward_that_fails_leaves_the_question_open_where_it_decides(bool asks)
    {
        CollectionQuestion[] asked = [_questions[0] with { Row = JsonElement.Parse("""{"answer": "a0"}""") }];
        CollectionRunOptions correct =
            new() { Save = SavedSessions.Correct, Reward = asks ? new Away() : new Throwing() };
        CollectionRunSummary first = await RunAsync(Model(), asked, correct);
        Assert.Equal((0, 1), (first.Answered, first.Failed));
        FailedSession failed = Assert.Single(SessionStore.Open(_folder["data"]).ReadFailures());
        Assert.Equal(("no verdict", true), (failed.Reason, failed.IsTransient));

        CollectionRunSummary again = await RunAsync(Model(), asked, correct with { Reward = new ExactMatchReward() });
        Assert.Equal((1, 0, 1), (again.Answered, again.FailedEarlier, again.Evaluation!.All.Correct));
    }

    [Fact]
    public async Task A_question_whose_answer_the_rule_of_success_cannot_take_is_a_failure_that_may_pass()
    {
        DataCollector collector = new(_folder["data"]) { Success = _ => throw new FormatException("no number") };
        CollectionRunSummary first = await RunAsync(Model(), _questions[..1], collector: collector);
        Assert.Equal((0, 1), (first.Answered, first.Failed));
        Assert.True(Assert.Single(collector.Sessions.ReadFailures()).IsTransient);
        Assert.Equal(1, (await RunAsync(Model(), _questions[..1])).Answered);
    }

    [Fact]
    public async Task What_cannot_be_asked_leaves_a_line_and_is_asked_once_its_picture_is_there()
    {
        byte[] picture = File.ReadAllBytes(_folder["0.jpg"]);
        File.Delete(_folder["0.jpg"]);
        File.WriteAllText(_folder["1.jpg"], "no picture");
        CollectionQuestion[] asked = [.. _questions[..3], new CollectionQuestion([], "What is picture 3?")];
        CollectionRunSummary first = await RunAsync(Model(), asked);
        Assert.Equal((1, 3), (first.Answered, first.Failed));
        IReadOnlyList<FailedSession> failures = SessionStore.Open(_folder["data"]).ReadFailures();
        Assert.Equal(3, failures.Count);
        Assert.All(failures, failed => Assert.False(failed.IsTransient));
        CollectionRunSummary same = await RunAsync(Model(), asked);
        Assert.Equal((0, 0, 3), (same.Answered, same.Failed, same.FailedEarlier));

        foreach (string name in (string[])["0.jpg", "1.jpg"]) File.WriteAllBytes(_folder[name], picture);
        CollectionRunSummary now = await RunAsync(Model(), asked);
        Assert.Equal((2, 0, 1), (now.Answered, now.Failed, now.FailedEarlier));
    }

    [Fact]
    public async Task A_picture_that_cannot_be_read_costs_its_question_alone()
    {
        using (FileStream large = File.OpenWrite(_folder["2.jpg"])) large.SetLength((512L << 20) + 1);
        CollectionRunSummary summary;
        using (File.Open(_folder["1.jpg"], FileMode.Open, FileAccess.Read, FileShare.None))
            summary = await RunAsync(Model(), _questions);
        Assert.Equal((4, 2), (summary.Answered, summary.Failed));
        string[] reasons = [.. SessionStore.Open(_folder["data"]).ReadFailures().Select(failed => failed.Reason)];
        Assert.All((string[])["1.jpg", "2.jpg"], name =>
            Assert.Single(reasons, reason => reason.StartsWith(_folder[name], StringComparison.Ordinal)));
    }

    [Theory]
    [InlineData("Do you know if his eyes are open?", "yes", "no", true)]
    [InlineData("Are they open, yes or no?", "yes", "no", false)]
    [InlineData("它是红色还是蓝色的？", "红色", "蓝色", false)]
    public async Task Choices_stand_behind_a_question_that_does_not_list_them(
        string question, string first, string second, bool added)
    {
        string manifest = _folder["questions.jsonl"];
        await File.WriteAllTextAsync(manifest, JsonSerializer.Serialize(
            new { image = "0.jpg", question, choices = (string[])[first, second] }),
            TestContext.Current.CancellationToken);
        CollectionQuestion asked = Assert.Single(CollectionQuestion.FromManifest(ImageDataset.Open(manifest)));
        Assert.Equal(added ? $"{question}\nA. {first}\nB. {second}" : question, asked.Question);
    }

    private async Task<CollectionRunSummary> RunAsync(
        ScriptedModel model, IReadOnlyList<CollectionQuestion> questions, CollectionRunOptions? options = null,
        IProgress<RunProgress>? progress = null, DataCollector? collector = null)
    {
        SpatialAgent agent = new(model, [], collector ?? new DataCollector(_folder["data"]));
        return await new CollectionRun(agent, questions, options).ExecuteAsync(progress,
            TestContext.Current.CancellationToken);
    }

    private static ScriptedModel Model(int failing = -1, int silent = -1, Func<int, bool>? away = null) =>
        new((messages, _) =>
        {
            string prompt = messages[^1].Text;
            int number = Enumerable.Range(0, 6).Single(i => prompt.Contains($"picture {i}?", StringComparison.Ordinal));
            if (away?.Invoke(number) == true)
                throw new ModelException(ModelFailure.Server, "The server is away.") { IsTransient = true };
            return number == failing ? throw new InvalidDataException("no such thing")
                : ScriptedModel.Text(number == silent ? "I can't tell." : $"<answer>a{number}</answer>");
        });

    private sealed class Away : IAsyncReward
    {
        public string Name => "away";

        public Task<RewardScore?> ScoreAsync(RewardContext context, CancellationToken cancellationToken = default) =>
            throw new HttpRequestException("no verdict");
    }

    private sealed class Throwing : IReward
    {
        public string Name => "throwing";

        public RewardScore? Score(string response, JsonElement row) => throw new FormatException("no verdict");
    }

    private sealed class Listener(Action<RunProgress> listen) : IProgress<RunProgress>
    {
        public void Report(RunProgress value) => listen(value);
    }
}
