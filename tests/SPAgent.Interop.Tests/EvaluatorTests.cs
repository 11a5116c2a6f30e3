using System.Text.Json;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.AI.Evaluation;

namespace SPAgent.Interop.Tests;

/// <summary>Rewards as evaluators of Microsoft.Extensions.AI.Evaluation, and evaluators as rewards.</summary>
public sealed class EvaluatorTests
{
    private static readonly JsonElement s_row = JsonElement.Parse("""{"answer": "42"}""");

    private static CancellationToken End => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("<answer>41</answer>", 1.0, "1")]
    [InlineData("<answer>50</answer>", 0.0, "8")]
    public async Task A_reward_scores_as_an_evaluator(string answer, double expected, string error)
    {
        IEvaluator evaluator = new NumericReward { Tolerance = 2 }.ToEvaluator();
        Assert.Equal(["numeric"], evaluator.EvaluationMetricNames);
        NumericMetric metric = (await EvaluateAsync(evaluator, answer)).Get<NumericMetric>("numeric");
        Assert.Equal(expected, metric.Value);
        Assert.Equal(error, metric.Metadata!["error"]);
        Assert.False(metric.ContainsDiagnostics());
    }

    [Fact]
    public async Task Without_a_row_there_is_no_value_and_it_is_said_why()
    {
        NumericMetric metric = (await new ExactMatchReward().ToEvaluator()
            .EvaluateAsync("Which?", "<answer>x</answer>", cancellationToken: End)).Get<NumericMetric>("exact");
        Assert.Null(metric.Value);
        Assert.Contains("DatasetRowContext", Assert.Single(metric.Diagnostics!).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_judge_scores_as_an_evaluator_with_its_reason()
    {
        Model model = new("""{"reason": "close", "score": 0.5}""");
        NumericMetric metric = (await EvaluateAsync(new JudgeReward(model, "Is it close?").ToEvaluator(), "41"))
            .Get<NumericMetric>("judge");
        Assert.Equal((0.5, "close", "7"), (metric.Value, metric.Reason, metric.Metadata!["judge_tokens"]));
        Assert.Contains("How many?", Assert.Single(model.Asked), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(1, 0)]
    [InlineData(4, 0.75)]
    [InlineData(5, 1)]
    public async Task A_metric_scores_as_a_reward_between_its_ends(double value, double expected)
    {
        IAsyncReward reward = new Rating(value).ToReward("Rating", lowest: 1, highest: 5);
        RewardContext context = Context();
        RewardScore? score = await reward.ScoreAsync(context, End);
        Assert.Equal((expected, true), (score!.Score, score.ParseSuccess));
        Assert.Empty(context.Judgements);
    }

    [Fact]
    public async Task True_is_one_and_false_is_zero()
    {
        RewardScore? yes = await new Yes(true).ToReward("Yes").ScoreAsync(Context(), End),
            no = await new Yes(false).ToReward("Yes").ScoreAsync(Context(), End);
        Assert.Equal((1.0, 0.0), (yes!.Score, no!.Score));
    }

    [Fact]
    public async Task What_an_evaluator_asks_is_kept_and_not_paid_for_twice()
    {
        Model model = new("4");
        IAsyncReward reward = new Rating(4).ToReward("Rating", new ChatConfiguration(model), lowest: 1, highest: 5);
        RewardContext context = Context();
        Assert.Equal(0.75, (await reward.ScoreAsync(context, End))!.Score);
        Judgement kept = Assert.Single(context.Judgements);
        Assert.Equal(("evaluator", "model", 0.75, 7L), (kept.Reward, kept.Judge, kept.Score, kept.Tokens));
        Assert.Equal(("Rate 42 of How many?", "4"), (kept.Prompt, kept.Replies[0].Text));
        Assert.Equal(0.75, (await reward.ScoreAsync(context, End))!.Score);
        Assert.Single(model.Asked);
        // The evaluator's client is its owner's.
        Assert.False(model.IsDisposed);
    }

    [Fact]
    public async Task An_attempt_that_fails_keeps_what_an_earlier_one_was_told()
    {
        Model model = new("4");
        IAsyncReward reward = new Rating(null).ToReward("Rating", new ChatConfiguration(model), lowest: 1, highest: 5);
        RewardContext context = Context();
        Assert.Null(await reward.ScoreAsync(context, End));
        model.IsDown = true;
        await Assert.ThrowsAsync<HttpRequestException>(() => reward.ScoreAsync(context, End));
        Judgement kept = Assert.Single(context.Judgements);
        Assert.Equal(("Rate 42 of How many?", "4", 7L), (kept.Prompt, Assert.Single(kept.Replies).Text, kept.Tokens));
    }

    [Fact]
    public async Task Without_a_value_there_is_no_reward_and_the_diagnosis_is_kept()
    {
        RewardContext context = Context();
        Assert.Null(await new Rating(null).ToReward("Rating").ScoreAsync(context, End));
        Assert.Contains("no idea", Assert.Single(context.Judgements).Problem, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_value_outside_of_its_ends_and_a_metric_that_is_not_there_are_refused()
    {
        IAsyncReward reward = new Rating(5).ToReward("Rating");
        var outside = await Assert.ThrowsAsync<InvalidOperationException>(() => reward.ScoreAsync(Context(), End));
        Assert.Contains("is 5", outside.Message, StringComparison.Ordinal);
        var absent = Assert.Throws<ArgumentException>(() => new Rating(5).ToReward("Fluency"));
        Assert.Contains("metrics: Rating", absent.Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentException>(() => new Rating(5).ToReward("Rating", lowest: 1, highest: 1));
    }

    [Fact]
    public void Run_json_holds_what_decides_the_score()
    {
        IAsyncReward reward = new Rating(5).ToReward("Rating", new ChatConfiguration(new Model("4")), 1, 5);
        JsonElement settings = JsonSerializer.SerializeToElement(reward, reward.GetType());
        Assert.Equal(("Rating", "model", 1.0, 5.0), (settings.GetProperty("Metric").GetString(),
            settings.GetProperty("Judge").GetString(), settings.GetProperty("Lowest").GetDouble(),
            settings.GetProperty("Highest").GetDouble()));
        Assert.EndsWith("Rating", settings.GetProperty("Evaluator").GetString(), StringComparison.Ordinal);
    }

    private static ValueTask<EvaluationResult> EvaluateAsync(IEvaluator evaluator, string answer) =>
        evaluator.EvaluateAsync("How many?", answer, additionalContext: [new DatasetRowContext(s_row)],
            cancellationToken: End);

    private static RewardContext Context() => new()
    {
        Row = s_row,
        Answer = "42",
        Prompt = new InitialPrompt { System = "", User = "How many?" },
        Conversation = [new ConversationTurn { Turn = 1, Response = "42" }],
    };

    private sealed class Rating(double? value) : IEvaluator
    {
        public IReadOnlyCollection<string> EvaluationMetricNames => ["Rating"];

        public async ValueTask<EvaluationResult> EvaluateAsync(IEnumerable<ChatMessage> messages,
            ChatResponse modelResponse, ChatConfiguration? chatConfiguration = null,
            IEnumerable<EvaluationContext>? additionalContext = null, CancellationToken cancellationToken = default)
        {
            if (chatConfiguration is not null)
            {
                await chatConfiguration.ChatClient.GetResponseAsync(
                    $"Rate {modelResponse.Text} of {messages.Last().Text}", cancellationToken: cancellationToken);
            }

            Assert.Equal("42", additionalContext!.OfType<DatasetRowContext>().Single().Row.GetProperty("answer")
                .GetString());
            NumericMetric metric = new("Rating", value);
            if (value is null) metric.AddDiagnostics(EvaluationDiagnostic.Error("no idea"));
            return new EvaluationResult(metric);
        }
    }

    private sealed class Yes(bool value) : IEvaluator
    {
        public IReadOnlyCollection<string> EvaluationMetricNames => ["Yes"];

        public ValueTask<EvaluationResult> EvaluateAsync(IEnumerable<ChatMessage> messages,
            ChatResponse modelResponse, ChatConfiguration? chatConfiguration = null,
            IEnumerable<EvaluationContext>? additionalContext = null, CancellationToken cancellationToken = default) =>
            new(new EvaluationResult(new BooleanMetric("Yes", value)));
    }

    private sealed class Model(string reply) : IChatClient
    {
        public List<string> Asked { get; } = [];

        public bool IsDisposed { get; private set; }

        public bool IsDown { get; set; }

        public Task<ChatResponse> GetResponseAsync(IEnumerable<ChatMessage> messages, ChatOptions? options = null,
            CancellationToken cancellationToken = default)
        {
            if (IsDown) throw new HttpRequestException("down");
            Asked.Add(string.Concat(messages.Select(message => message.Text)));
            return Task.FromResult(new ChatResponse(new ChatMessage(ChatRole.Assistant, reply))
            {
                Usage = new UsageDetails { TotalTokenCount = 7 },
            });
        }

        public IAsyncEnumerable<ChatResponseUpdate> GetStreamingResponseAsync(IEnumerable<ChatMessage> messages,
            ChatOptions? options = null, CancellationToken cancellationToken = default) =>
            throw new NotSupportedException();

        public object? GetService(Type serviceType, object? serviceKey = null) =>
            serviceType == typeof(ChatClientMetadata) ? new ChatClientMetadata("test", defaultModelId: "model") : null;

        public void Dispose() => IsDisposed = true;
    }
}
