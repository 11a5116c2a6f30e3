using Microsoft.Extensions.AI;

namespace SPAgent.Tests;

public sealed class RetryDelayTests
{
    [Theory]
    [InlineData("retryDelay: 3s", 3)]
    [InlineData("\"retryDelay\": \"34.5s\"", 34.5)]
    [InlineData("Please try again in 1.5s.", 1.5)]
    [InlineData("Please try again in 20ms. Visit us", 0.02)]
    [InlineData("Please try again in 7m12s", 432)]
    [InlineData("try again in 2h17m3.5s.", 8223.5)]
    [InlineData("Please retry after 20 seconds.", 20)]
    [InlineData("Try again in 1 minute 5 seconds", 65)]
    [InlineData("Please retry in 34.074824224s.", 34.074824224)]
    [InlineData("retry_after: 5\ncode: 429", 5)]
    [InlineData("retry_after_ms: 1500", 1.5)]
    [InlineData("Please wait 8 seconds", 8)]
    public void A_delay_in_words_is_read(string words, double seconds) =>
        Assert.Equal(seconds, RetryDelay.InWords(words)!.Value.TotalSeconds, precision: 6);

    [Theory]
    [InlineData("Rate limit reached for 20 requests per minute")]
    [InlineData("try again later")]
    [InlineData("Please retry your request, code 17")]
    [InlineData("Please retry in ٣ seconds")]
    public void Where_none_is_asked_for_none_is_read(string words) => Assert.Null(RetryDelay.InWords(words));

    [Fact]
    public void A_delay_beyond_all_times_is_a_long_one() => Assert.Equal(TimeSpan.FromDays(36_500),
        RetryDelay.InWords($"try again in {string.Concat(Enumerable.Repeat("99999999d ", 400))}"));

    [Theory]
    [InlineData("NaN")]
    [InlineData("-Infinity")]
    public async Task A_header_that_is_no_number_is_passed_over(string value)
    {
        SteppedTime time = Chat.Time();
        await using FakeChatServer server =
            FakeChatServer.Start().Script(FakeReply.Error(429, "try again in 9s", retryAfter: value));
        using IChatClient client = Chat.Client(server, Chat.Patient(time));

        await client.AskAsync();

        Assert.InRange(Assert.Single(time.Skipped).TotalSeconds, 9, 10);
    }

    [Theory]
    [InlineData("Retry-After-Ms: 2500")]
    [InlineData("retry-after: 2.5")]
    public async Task A_header_wins_over_words(string header)
    {
        SteppedTime time = Chat.Time();
        FakeReply busy = FakeReply.Error(429, "try again in 9s") with { Headers = [header] };
        await using FakeChatServer server = FakeChatServer.Start().Script(busy);
        using IChatClient client = Chat.Client(server, Chat.Patient(time));

        await client.AskAsync();

        Assert.InRange(Assert.Single(time.Skipped).TotalSeconds, 2.5, 2.8);
    }

    [Fact]
    public async Task A_delay_in_a_body_in_a_list_is_waited_for()
    {
        SteppedTime time = Chat.Time();
        FakeReply busy =
            FakeReply.Json(
                """[{"error":{"code":429,"message":"Quota exceeded.","status":"RESOURCE_EXHAUSTED","details":[{"retryDelay":"3s"}]}}]""", 429);
        await using FakeChatServer server = FakeChatServer.Start().Script(busy);
        using IChatClient client = Chat.Client(server, Chat.Patient(time));

        await client.AskAsync();

        Assert.InRange(Assert.Single(time.Skipped).TotalSeconds, 3, 3.4);
    }
}
