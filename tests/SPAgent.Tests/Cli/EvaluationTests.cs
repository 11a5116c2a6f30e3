using System.Text;
using System.Text.Json;

namespace SPAgent.Tests.Cli;

public sealed class EvaluationTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public EvaluationTests() => StreetFolder.Make(_folder["streets"], rows: 4);

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Answers_are_scored_by_task_with_intervals()
    {
        Manifest(
            new { id = 1, image = "streets/000.jpg", question = "Say red.", answer = "red", task = "colour" },
            new { id = 2, image = "streets/001.jpg", question = "Say blue.", answer = "green", task = "colour" },
            new { id = 3, image = "streets/002.jpg", question = "Say nothing.", answer = "red", task = "silence" },
            new { id = 4, image = "streets/003.jpg", question = "Say grey.", task = "no truth" });
        await using FakeChatServer server = Echoing();

        CommandLine.Outcome outcome = await CollectAsync(server, "--reward", "exact");
        CommandLine.Outcome again = await CollectAsync(server, "--reward", "exact");

        JsonElement evaluation = outcome.Json.GetProperty("evaluation");
        Assert.Equal((3, 1), Counts(evaluation.GetProperty("all")));
        Assert.Equal(["colour 2 1", "silence 1 0"], evaluation.GetProperty("by_task").EnumerateArray().Select(group =>
            $"{group.GetProperty("name").GetString()} {Counts(group).Count} {Counts(group).Correct}"));
        Assert.Equal(evaluation.ToString(), again.Json.GetProperty("evaluation").ToString());
        Assert.Equal(0, again.Json.GetProperty("answered").GetInt32());
    }

    [Theory]
    [InlineData("correct", 1, 1)]
    [InlineData("successful", 2, 2)]
    [InlineData("all", 3, 2)]
    public async Task What_is_kept_is_chosen(string save, int sessions, int successful)
    {
        Manifest(
            new { image = "streets/000.jpg", question = "Say red.", answer = "red" },
            new { image = "streets/001.jpg", question = "Say blue.", answer = "green" },
            new { image = "streets/002.jpg", question = "Say nothing.", answer = "red" });
        await using FakeChatServer server = Echoing();

        CommandLine.Outcome outcome = await CollectAsync(server, "--reward", "exact", "--save", save);

        bool[] kept = [.. SessionStore.Open(_folder["out"]).Read().Select(session => session.Success)];
        Assert.Equal((sessions, successful), (kept.Length, kept.Count(success => success)));
        JsonElement evaluation = outcome.Json.GetProperty("evaluation");
        Assert.Equal((3, 1), Counts(evaluation.GetProperty("all")));
        Assert.Equal((3, 1), Counts(evaluation.GetProperty("by_tool")[0]));
        // Run again there is nothing left to ask, and nothing new is wrong.
        CommandLine.Outcome again = await CollectAsync(server, "--reward", "exact", "--save", save);
        Assert.Equal(evaluation.ToString(), again.Json.GetProperty("evaluation").ToString());
        Assert.Equal(outcome.ExitCode, again.ExitCode);
    }

    [Fact]
    public async Task An_export_goes_by_the_scores_of_the_reward()
    {
        Manifest(
            new { image = "streets/000.jpg", question = "Say red.", answer = "red" },
            new { image = "streets/001.jpg", question = "Say blue.", answer = "green" });
        await using FakeChatServer server = Echoing();
        await CollectAsync(server, "--reward", "exact", "--save", "all");

        CommandLine.Outcome outcome = await CommandLine.RunAsync("export", _folder["out"], "--format", "jsonl",
            "--solved", "--min-reward", "0.5", "--output", _folder["rows.jsonl"]);

        Assert.Equal(0, outcome.ExitCode);
        JsonElement row = JsonElement.Parse(Assert.Single(File.ReadAllLines(_folder["rows.jsonl"])));
        Assert.Equal("<answer>red</answer>", row.GetProperty("response").GetString());
    }

    [Fact]
    public async Task Benchmarks_are_read_as_they_are_written()
    {
        Manifest(
            new
            {
                id = "b1",
                images = (string[])["streets/000.jpg"],
                conversations = (object[])[new { from = "human", value = "<image>\nSay red." },
                    new { from = "gpt", value = "red" }],
                task = "t",
            });
        await using FakeChatServer server = Echoing();

        CommandLine.Outcome outcome = await CollectAsync(server, "--reward", "exact");

        Assert.Equal((1, 1), Counts(outcome.Json.GetProperty("evaluation").GetProperty("all")));
        Assert.Equal("Say red.", Assert.Single(SessionStore.Open(_folder["out"]).Read()).Question);
    }

    [Fact]
    public async Task Several_images_may_stand_in_image_and_a_question_without_any_is_told()
    {
        object[] conversations = [new { from = "human", value = "<image>\n<image>\nSay red." },
            new { from = "gpt", value = "red" }];
        Manifest(
            new { id = 1, image = (string[])["streets/000.jpg", "streets/001.jpg"], conversations },
            new { id = 2, image = "streets/002.jpg", conversations },
            new { id = 3, question = "Say blue." });
        await using FakeChatServer server = Echoing();

        CommandLine.Outcome outcome = await CollectAsync(server, "--reward", "exact");

        Assert.Equal(1, outcome.ExitCode);
        Assert.Equal((2, 2), Counts(outcome.Json.GetProperty("evaluation").GetProperty("all")));
        Assert.Equal([1, 2], SessionStore.Open(_folder["out"]).Read()
            .Select(session => session.OriginalImages.Count).Order());
        Assert.Contains("Say blue.: the question names no image.", outcome.Messages, StringComparison.Ordinal);
        Assert.DoesNotContain("(Parameter", outcome.Messages, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Choices_stand_behind_the_question()
    {
        Manifest(new
        {
            image = "streets/000.jpg",
            question = "Which one? Say B.",
            choices = (string[])["a red door", "a green gate"],
            answer = "B",
        });
        await using FakeChatServer server = Echoing();

        CommandLine.Outcome outcome = await CollectAsync(server, "--reward", "choice");

        Assert.Equal((1, 1), Counts(outcome.Json.GetProperty("evaluation").GetProperty("all")));
        Assert.EndsWith("\nA. a red door\nB. a green gate",
            Assert.Single(SessionStore.Open(_folder["out"]).Read()).Question, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Correct_needs_someone_who_says_what_is_correct()
    {
        Manifest(new { image = "streets/000.jpg", question = "Say red.", answer = "red" });
        await using FakeChatServer server = Echoing();
        CommandLine.Outcome outcome = await CollectAsync(server, "--save", "correct");
        Assert.Equal(2, outcome.ExitCode);
        Assert.Contains("--reward", outcome.Messages, StringComparison.Ordinal);
        Assert.Empty(server.Requests);
    }

    [Theory]
    [InlineData("--answer-column", "truth")]
    [InlineData("--tolerance", "1")]
    [InlineData("--rubric", "rubric.txt")]
    [InlineData("--judge-model", "strict")]
    [InlineData("--judge-pictures")]
    public async Task What_belongs_to_a_reward_needs_one(params string[] options)
    {
        Manifest(new { image = "streets/000.jpg", question = "Say red.", truth = "red" });
        await using FakeChatServer server = Echoing();
        CommandLine.Outcome outcome = await CollectAsync(server, options);
        Assert.Equal((2, $"spagent: {options[0]} needs --reward."), (outcome.ExitCode, outcome.Messages.Trim()));
        Assert.Empty(server.Requests);
    }

    [Theory]
    [InlineData("--judge-pictures")]
    [InlineData("--judge-conversation")]
    public async Task A_judge_of_a_collection_sees_the_answer_alone(string option)
    {
        Manifest(new { image = "streets/000.jpg", question = "Say red.", answer = "red" });
        File.WriteAllText(_folder["rubric.txt"], "One point for red.");
        await using FakeChatServer server = Echoing();
        CommandLine.Outcome outcome = await CollectAsync(server,
            ["--reward", "judge", "--rubric", _folder["rubric.txt"], "--judge-model", "simulated", option]);
        Assert.Equal(2, outcome.ExitCode);
        Assert.Contains($"{option} is for traces", outcome.Messages, StringComparison.Ordinal);
        Assert.Empty(server.Requests);
    }

    [Theory]
    [InlineData(12, 20, 0.3866, 0.7812)]
    [InlineData(0, 5, 0, 0.4345)]
    [InlineData(5, 5, 0.5655, 1)]
    public void Intervals_are_Wilsons(int correct, int count, double low, double high)
    {
        AccuracyGroup group = new() { Name = "x", Count = count, Correct = correct };
        Assert.Equal(low, group.Low!.Value, 4);
        Assert.Equal(high, group.High!.Value, 4);
    }

    // Says the word that the prompt asks for; nothing, where that is what it asks for.
    private static FakeChatServer Echoing() => FakeChatServer.Start(request =>
    {
        string body = Encoding.UTF8.GetString(request.Body.Span);
        int at = body.LastIndexOf("Say ", StringComparison.Ordinal) + 4;
        string word = body[at..body.IndexOf('.', at)];
        return FakeReply.Text(word == "nothing" ? "I can't tell." : $"<answer>{word}</answer>");
    });

    private void Manifest(params object[] lines) => File.WriteAllLines(
        _folder["questions.jsonl"], lines.Select(line => JsonSerializer.Serialize(line)));

    private static (int Count, int Correct) Counts(JsonElement group) =>
        (group.GetProperty("count").GetInt32(), group.GetProperty("correct").GetInt32());

    private Task<CommandLine.Outcome> CollectAsync(FakeChatServer server, params string[] further) =>
        CommandLine.RunAsync(["collect", "--manifest", _folder["questions.jsonl"], "--output", _folder["out"],
            "--model", "fake-vlm", "--base-url", $"{server.BaseUri}", "--json", .. further]);
}
