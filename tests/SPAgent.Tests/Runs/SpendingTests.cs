using Microsoft.Extensions.AI;

namespace SPAgent.Tests.Runs;

/// <summary>What counts against a budget, and who waits for whom.</summary>
public sealed class SpendingTests
{
    private const int LongestReply = 100;

    private static readonly CancellationToken Stop = TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(0, 15)]
    [InlineData(LongestReply, 15 + LongestReply)]
    public void Turns_without_usage_of_a_conversation_elsewhere_count_once(int lost, int spent)
    {
        RunSpending spending = Spending(bySample: true);
        Trace trace = new()
        {
            SampleIndex = 0,
            FinalResponse = "",
            Turns =
            [
                new() { Turn = 1, Response = "" },
                new() { Turn = 2, Response = "", Usage = new() { PromptTokens = 10, CompletionTokens = 5 } },
            ],
        };
        using SpendingShare share = spending.Begin(new(new TraceName(0, 1)))!;
        share.Take(trace, lost == 0 ? null : new() { OutputTokenCount = lost });
        Assert.Equal(spent, spending.Spent.Total);
        Assert.Equal(spent, share.Used.Total);
    }

    [Fact]
    public async Task A_conversation_that_began_from_a_cache_shows_how_long_a_prompt_is()
    {
        RunSpending spending = Spending(bySample: false);
        using SpendingShare first = spending.Begin(new(new TraceName(0, 1)))!,
            second = spending.Begin(new(new TraceName(1, 1)))!;
        await first.AskAsync(() => Reply(isKept: true), Stop);
        await first.AskAsync(() => Reply(isKept: false), Stop);
        await first.RepeatAsync(Stop);
        Assert.True(second.RepeatAsync(Stop).IsCompletedSuccessfully);
    }

    private static RunSpending Spending(bool bySample) => new(new RunBudget { MaxTokensTotal = 10_000 }, ofShard: false,
        LongestReply, before: default, log: null, TimeProvider.System, bySample);

    private static Task<ChatResponse> Reply(bool isKept) => Task.FromResult(new ChatResponse
    {
        Usage = new() { InputTokenCount = 10, OutputTokenCount = 5 },
        AdditionalProperties = isKept ? new() { ["from_cache"] = true } : null,
    });
}
