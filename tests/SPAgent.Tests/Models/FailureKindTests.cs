using Microsoft.Extensions.AI;

namespace SPAgent.Tests;

/// <summary>What servers say, and what it means for a run: in their own words, since they agree on few codes.</summary>
public sealed class FailureKindTests
{
    [Theory]
    [InlineData(402, "The balance is too low for this request.", ModelFailure.Unpaid)]
    [InlineData(402, "", ModelFailure.Unpaid)]
    [InlineData(400, "Access denied, please make sure your account is in good standing. Arrearage",
        ModelFailure.Unpaid)]
    [InlineData(403, "The account is not in good standing.", ModelFailure.Unpaid)]
    [InlineData(429, "Your account is suspended due to insufficient balance, please recharge", ModelFailure.Unpaid)]
    [InlineData(400, "Your credit balance is too low to access the API.", ModelFailure.Unpaid)]
    [InlineData(429, "You exceeded your current quota, please check your plan and billing details.",
        ModelFailure.RateLimited)]
    [InlineData(429, "Rate limit exceeded: free-models-per-day", ModelFailure.RateLimited)]
    [InlineData(400, "API key not valid. Please pass a valid API key.", ModelFailure.Unauthorized)]
    [InlineData(400, "Invalid model: mistral-huge", ModelFailure.NotFound)]
    [InlineData(400, "This model does not support image input.", ModelFailure.Rejected)]
    [InlineData(404, "No endpoints found that support image input", ModelFailure.Rejected)]
    [InlineData(500, "image input is not supported - hint: if this is unexpected, you may need to provide the mmproj",
        ModelFailure.Rejected)]
    [InlineData(400, "At most 0 image(s) may be provided in one prompt.", ModelFailure.Rejected)]
    [InlineData(400, "gemma3 does not support tools", ModelFailure.ToolsRefused)]
    [InlineData(400, "You have reached your specified API usage limits. You will regain access "
        + "on 2026-12-01 at 00:00 UTC.", ModelFailure.Unpaid)]
    [InlineData(400, "This organization has been disabled.", ModelFailure.Unpaid)]
    [InlineData(403, "This API key has been disabled", ModelFailure.Unauthorized)]
    public async Task What_is_wrong_for_every_row_stops_the_run_and_is_asked_once(int status, string words,
        ModelFailure kind)
    {
        (ModelException failure, int requests) = await AskAsync(FakeReply.Error(status, words));

        Assert.Equal((kind, true, false, 1), (failure.Kind, failure.StopsRun, failure.IsTransient, requests));
    }

    [Theory]
    [InlineData(403, "The input was flagged by moderation.", ModelFailure.Filtered)]
    [InlineData(400, "Output data may contain inappropriate content. DataInspectionFailed", ModelFailure.Filtered)]
    [InlineData(400, "The response was filtered due to the prompt triggering Azure OpenAI's content management policy.",
        ModelFailure.Filtered)]
    [InlineData(400, "This model's maximum context length is 8192 tokens. However, you requested 10000 tokens. "
        + "Use max_completion_tokens.", ModelFailure.ContextTooLong)]
    [InlineData(400, "the request exceeds the available context size (4096 tokens), try increasing it",
        ModelFailure.ContextTooLong)]
    [InlineData(400, "The input token count (1200000) exceeds the maximum number of tokens allowed (1048576).",
        ModelFailure.ContextTooLong)]
    [InlineData(400, "prompt is too long: 210000 tokens > 200000 maximum", ModelFailure.ContextTooLong)]
    [InlineData(400, "Prompt 超长", ModelFailure.ContextTooLong)]
    [InlineData(422, "Range of input length should be [1, 30720]", ModelFailure.ContextTooLong)]
    [InlineData(500, "the request exceeds the available context size", ModelFailure.ContextTooLong)]
    [InlineData(400, "The picture can not be read by this model.", ModelFailure.PictureRefused)]
    [InlineData(400, "You uploaded an unsupported image. Please make sure your image has of one the following formats",
        ModelFailure.PictureRefused)]
    [InlineData(400, "At most 1 image(s) may be provided in one prompt.", ModelFailure.PictureRefused)]
    [InlineData(400, "height:9 and width:40 must be larger than factor:28", ModelFailure.PictureRefused)]
    [InlineData(400, "absolute aspect ratio must be smaller than 200, got 320", ModelFailure.PictureRefused)]
    [InlineData(413, "<html>Request Entity Too Large</html>", ModelFailure.PictureRefused)]
    [InlineData(400, "Could not process image", ModelFailure.PictureRefused)]
    [InlineData(422, "`inputs` tokens + `max_new_tokens` must be <= 4096. Given: 5000 `inputs` "
        + "tokens and 512 `max_new_tokens`", ModelFailure.ContextTooLong)]
    [InlineData(400, "Could not finish the message because max_tokens or model output limit was reached. "
        + "Please try again with higher max_tokens.", ModelFailure.Empty)]
    [InlineData(400, "Bad request", ModelFailure.Rejected)]
    public async Task What_is_wrong_with_one_row_belongs_to_it_also_as_the_very_first_reply(int status, string words,
        ModelFailure kind)
    {
        (ModelException failure, int requests) = await AskAsync(FakeReply.Error(status, words));

        Assert.Equal((kind, false, false, 1), (failure.Kind, failure.StopsRun, failure.IsTransient, requests));
        Assert.Contains(words, failure.Message);
    }

    [Theory]
    [InlineData("""{"error":{"message":"m","type":"exceeded_current_quota_error"}}""")]
    [InlineData("""{"error":{"message":"Your account has reached the set inference limit","code":"SetLimitExceeded"}}""")]
    [InlineData("""{"error":{"message":"m","code":"insufficient_quota"},"retry_after":2}""")]
    [InlineData("""[{"error":{"code":429,"message":"You exceeded your current quota","status":"RESOURCE_EXHAUSTED","details":[{"quotaId":"GenerateRequestsPerDayPerProjectPerModel-FreeTier"},{"retryDelay":"34s"}]}}]""")]
    [InlineData("""{"error":{"message":"Rate limit reached on tokens per day (TPD). Please try again in 2h17m3.5s."}}""")]
    public async Task A_quota_that_is_used_up_stops_the_run_under_any_name(string body)
    {
        (ModelException failure, int requests) = await AskAsync(FakeReply.Json(body, 429));

        Assert.Equal((ModelFailure.RateLimited, true, 1), (failure.Kind, failure.StopsRun, requests));
    }

    [Theory]
    [InlineData("""{"error":{"message":"max_tokens is too large: 2048. At most 1024 completion tokens.","param":"max_tokens"}}""", true)]
    [InlineData("""{"error":{"message":"bad","param":"messages.[1].content.[1].image_url"}}""", false)]
    [InlineData("""{"error":{"message":"bad","param":null}}""", false)]
    public async Task A_setting_of_every_request_that_is_refused_stops_the_run(string body, bool stops) =>
        Assert.Equal(stops, (await AskAsync(FakeReply.Json(body, 400))).Failure.StopsRun);

    [Theory]
    [InlineData("""{"error": {"code": "1302", "message": "您当前使用该API的并发数过高"}}""")]
    [InlineData("""{"base_resp": {"status_code": 1002, "status_msg": "trigger limit"}, "choices": null}""")]
    [InlineData("""{"error": {"message": "Rate limit reached for requests"}}""")]
    [InlineData("""{"code": 1303, "msg": "slow down"}""")]
    public async Task A_rate_limit_in_a_200_waits_as_a_429_does(string body)
    {
        await using FakeChatServer server = FakeChatServer.Start(_ => FakeReply.Json(body));
        using IChatClient client = Chat.Client(server, Chat.Patient(Chat.Time()));
        ModelException failure = await client.FailureAsync();
        Assert.Equal((ModelFailure.RateLimited, false, 11), (failure.Kind, failure.StopsRun, failure.Attempts));
    }

    [Theory]
    [InlineData("""{"object":"error","message":"The picture can not be read.","type":"BadRequestError","param":null,"code":400}""", 400)]
    [InlineData("""{"error":{"message":"The picture can not be read.","code":"400"}}""", 400)]
    [InlineData("""{"error":{"message":"The picture can not be read.","type":"invalid_request_error"}}""", 400)]
    [InlineData("""{"code":"InvalidParameter","message":"The picture can not be read.","request_id":"r"}""", 400)]
    [InlineData("""{"error":"The picture can not be read.","status":422}""", 500)]
    public async Task An_error_in_a_200_is_what_it_says(string body, int status)
    {
        (ModelException failure, int requests) = await AskAsync(FakeReply.Json(body));

        Assert.Equal(status, failure.StatusCode);
        Assert.Equal(status < 500 ? 1 : 3, requests);
        Assert.Contains("The picture can not be read.", failure.Message);
    }

    [Theory]
    [InlineData("""{"choices":[{"finish_reason":"content_filter","message":{"content":""}}]}""")]
    [InlineData("""{"choices":[{"finish_reason":"content_filter","content_filter_results":{}}]}""")]
    [InlineData("""{"choices":[{"finish_reason":"SAFETY","message":{"role":"assistant"}}]}""")]
    public async Task A_reply_that_the_filter_held_back_is_the_samples_and_not_asked_again(string body)
    {
        (ModelException failure, int requests) = await AskAsync(FakeReply.Json(body));

        Assert.Equal((ModelFailure.Filtered, false, 1), (failure.Kind, failure.StopsRun, requests));
        Assert.Contains("finish_reason", failure.Message);
    }

    [Theory]
    [InlineData("error")]
    [InlineData("abort")]
    [InlineData("network_error")]
    [InlineData("insufficient_system_resource")]
    [InlineData("engine_overloaded")]
    public async Task A_reply_that_the_server_could_not_end_is_asked_again(string finish)
    {
        (ModelException failure, int requests) = await AskAsync(FakeReply.Message("""{"content":"a bo"}""", finish));

        Assert.Equal((true, 3), (failure.IsTransient, requests));
        Assert.Contains(finish, failure.Message);
    }

    [Fact]
    public async Task An_error_beside_a_broken_choice_is_what_it_says()
    {
        (ModelException failure, int requests) = await AskAsync(FakeReply.Json("""
            {"error": {"code": 402, "message": "Insufficient credits"},
             "choices": [{"index": 0, "message": {"content": ""}, "finish_reason": "error"}]}
            """));

        Assert.Equal((ModelFailure.Unpaid, 1), (failure.Kind, requests));
    }

    [Fact]
    public async Task An_error_of_one_word_over_and_over_is_read()
    {
        string words = $"image{string.Concat(Enumerable.Repeat("_data", 400))}.{new string('x', 1_000_000)}";
        (ModelException failure, _) = await AskAsync(FakeReply.Error(400, words));

        Assert.Equal(400, failure.StatusCode);
    }

    [Fact]
    public async Task A_reply_for_which_the_prompt_left_no_room_is_not_asked_again()
    {
        (ModelException failure, int requests) =
            await AskAsync(FakeReply.Message("""{"content":""}""", "model_context_window_exceeded"));

        Assert.Equal((ModelFailure.ContextTooLong, 1), (failure.Kind, requests));
    }

    [Fact]
    public async Task What_the_server_behind_a_gateway_said_is_told()
    {
        (ModelException failure, _) = await AskAsync(FakeReply.Json(
            """{"error":{"message":"Provider returned error","code":400,"metadata":{"raw":"{\"error\":{\"message\":\"The picture is too small.\"}}"}}}""",
            400));

        Assert.Contains("Provider returned error: The picture is too small.", failure.Message);
    }

    [Fact]
    public async Task What_the_filter_let_through_is_a_reply()
    {
        await using FakeChatServer server =
            FakeChatServer.Start(_ => FakeReply.Message("""{"content":"a boat"}""", "content_filter"));
        using IChatClient client = Chat.Client(server);

        Assert.Equal("a boat", (await client.AskAsync()).Text);
    }

    private static async Task<(ModelException Failure, int Requests)> AskAsync(FakeReply reply)
    {
        await using FakeChatServer server = FakeChatServer.Start(_ => reply);
        using IChatClient client = Chat.Client(server, Chat.Patient(Chat.Time()) with { MaxRetries = 2 });
        return (await client.FailureAsync(), server.Requests.Count);
    }
}
