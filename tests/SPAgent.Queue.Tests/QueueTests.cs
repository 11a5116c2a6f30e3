using System.Diagnostics;
using System.Text.Json;
using NATS.Client.Core;
using NATS.Client.JetStream;
using NATS.Client.JetStream.Models;

namespace SPAgent.Tests;

public class QueueTests
{
    private static async Task<QueueJob> JobAsync(params string[] further) =>
        new() { Server = await NatsServer.StartAsync(), Rollouts = 2, Latency = "0", Lease = "60", Further = further };

    [Fact]
    public async Task Two_workers_answer_what_a_coordinator_publishes_and_all_end_with_0()
    {
        using QueueJob job = await JobAsync();
        Process coordinator = job.Coordinator(), one = job.Worker(), other = job.Worker();
        CommandLine.Outcome led = await QueueJob.EndAsync(coordinator), first = await QueueJob.EndAsync(one),
            second = await QueueJob.EndAsync(other);
        Assert.Equal((0, 0, 0), (led.ExitCode, first.ExitCode, second.ExitCode));
        job.DemandWhole();
        // Nothing was paid for twice.
        Assert.Equal(QueueJob.Rows * job.Rollouts,
            first.Json.GetProperty("done").GetInt32() + second.Json.GetProperty("done").GetInt32());
        Assert.Equal(QueueJob.Rows * job.Rollouts, led.Json.GetProperty("done").GetInt32());
        CommandLine.Outcome status = await CommandLine.RunAsync(["queue", "status", "--json", .. job.QueueOptions]);
        Assert.Equal("complete", status.Json.GetProperty("state").GetString());
        Assert.Equal(0, status.Json.GetProperty("waiting").GetInt64());
        CommandLine.Outcome purged = await CommandLine.RunAsync(["queue", "purge", "--json", .. job.QueueOptions]);
        Assert.Equal(0, purged.ExitCode);
        Assert.Equal(2, (await CommandLine.RunAsync(["queue", "status", .. job.QueueOptions])).ExitCode);
        job.DemandWhole();
    }

    [Fact]
    public async Task A_worker_that_differs_is_refused_and_told_the_field_and_both_values()
    {
        using QueueJob job = await JobAsync();
        Process coordinator = job.Coordinator();
        string less = job["less"];
        Directory.CreateDirectory(less);
        string streets = Path.Combine(Fixtures.Root, "data-samples", "streets");
        foreach (string file in Directory.GetFiles(streets).Order().Skip(1))
            File.Copy(file, Path.Combine(less, Path.GetFileName(file)));
        string prompt = job["prompt.txt"];
        await File.WriteAllTextAsync(prompt, "What is this?", TestContext.Current.CancellationToken);
        foreach ((string[] options, string[] said) in ((string[], string[])[])[
            (["--model", "other"], ["model", "simulated", "other"]),
            (["--tools", "rotate"], ["tools", "image_zoom_in_tool", "image_rotate_tool"]),
            (["--prompt", prompt], ["prompt", "geolocation", "prompt.txt"]),
            (["--dataset", less], ["dataset", "in the run", "for this worker"]),
            (["--simulated-accuracy", "0.5"], ["simulated-accuracy", "0.8", "0.5"]),
            (["--output", less], ["--output"])])
        {
            CommandLine.Outcome refused = await QueueJob.EndAsync(job.Worker(options));
            Assert.Equal(2, refused.ExitCode);
            Assert.All(said, word => Assert.Contains(word, refused.Messages, StringComparison.Ordinal));
        }

        Assert.Empty(job.Traces);
        Assert.Equal(0, (await QueueJob.EndAsync(job.Worker("--simulated-latency", "0.01"))).ExitCode);
        Assert.Equal(0, (await QueueJob.EndAsync(coordinator)).ExitCode);
        job.DemandWhole();
    }

    [Fact]
    public async Task A_server_that_is_unfit_is_refused_by_name_before_anything_is_written()
    {
        using QueueJob job = new() { Server = await NatsServer.StartAsync("without") };
        CommandLine.Outcome refused = await QueueJob.EndAsync(job.Coordinator());
        Assert.Equal(2, refused.ExitCode);
        Assert.Contains(job.Server.Address, refused.Messages, StringComparison.Ordinal);
        Assert.Contains("JetStream", refused.Messages, StringComparison.Ordinal);
        Assert.False(Directory.Exists(job.Output));
    }

    [Fact]
    public async Task Streams_of_something_else_and_credentials_for_something_else_are_refused_in_words()
    {
        CancellationToken stop = TestContext.Current.CancellationToken;
        using QueueJob job = await JobAsync();
        await using NatsConnection nats = new(new NatsOpts { Url = job.Server.Address });
        await new NatsJSContext(nats).CreateStreamAsync(new StreamConfig($"{job.Run}_task", [$"{job.Run}.task.*"])
        {
            Retention = StreamConfigRetention.Limits,
        }, stop);
        CommandLine.Outcome led = await QueueJob.EndAsync(job.Coordinator());
        Assert.Equal(2, led.ExitCode);
        Assert.Contains(job.Server.Address, led.Messages, StringComparison.Ordinal);
        Assert.False(Directory.Exists(job.Output));

        using TemporaryFolder folder = new();
        await File.WriteAllTextAsync(folder["nats.conf"], """
            authorization {
              users = [ { user: other, password: other, permissions: { publish: "$JS.API.INFO", subscribe: ">" } } ]
            }
            no_auth_user: other
            """, stop);
        using NatsServer others = await NatsServer.StartAsync("-c", folder["nats.conf"]);
        CommandLine.Outcome status = await CommandLine.RunAsync(
            "queue", "status", "--queue", others.Address, "--run", job.Run);
        Assert.Equal(2, status.ExitCode);
        Assert.Contains("credentials", status.Messages, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_worker_that_can_t_write_gives_its_samples_back_and_says_why_it_ends()
    {
        using QueueJob job = new()
        {
            Server = await NatsServer.StartAsync(),
            Rollouts = 1,
            Latency = "0",
            Lease = "60",
        };
        Process coordinator = job.Coordinator();
        await using NatsConnection nats = new(new NatsOpts { Url = job.Server.Address });
        await job.TasksAsync(new NatsJSContext(nats));
        // In the place of each trace something else.
        string closed = job["closed"];
        for (int row = 0; row < QueueJob.Rows; row++)
            Directory.CreateDirectory(Path.Combine(closed, TraceStore.FileName(row)));
        File.Copy(Path.Combine(job.Output, "run.json"), Path.Combine(closed, "run.json"));
        CommandLine.Outcome ended = await QueueJob.EndAsync(job.Worker("--output", closed));
        Assert.Equal(2, ended.ExitCode);
        Assert.Contains($"{closed}: a trace can't be written", ended.Messages, StringComparison.Ordinal);
        CommandLine.Outcome worked = await QueueJob.EndAsync(job.Worker()), led = await QueueJob.EndAsync(coordinator);
        Assert.True((worked.ExitCode, led.ExitCode) == (0, 0), worked.Messages + led.Messages);
        Assert.DoesNotContain("published again", led.Messages, StringComparison.Ordinal);
        job.DemandWhole();
    }

    [Fact]
    public async Task A_worker_whose_model_is_away_ends_and_leaves_the_samples_to_others()
    {
        using QueueJob job = await JobAsync();
        string[] arguments = [.. job.CoordinatorArguments];
        arguments[Array.IndexOf(arguments, "--simulated-failures") + 1] = "1";
        Process coordinator = job.Start(arguments);
        CommandLine.Outcome ended = await QueueJob.EndAsync(job.Worker("--max-failures", "1"));
        Assert.Equal(2, ended.ExitCode);
        Assert.Contains("--max-failures", ended.Messages, StringComparison.Ordinal);
        Assert.False(coordinator.HasExited);
        Assert.False(File.Exists(Path.Combine(job.Output, "failures.jsonl")));
    }

    [Theory]
    [InlineData("nats://10.0.0.1:4222", "--nats-creds")]
    [InlineData("nats://me:secret@127.0.0.1:4222", "--nats-creds")]
    [InlineData("http://127.0.0.1:4222", "--queue")]
    [InlineData("nats://127.0.0.1:1", "no NATS server answers")]
    public async Task An_address_that_may_not_be_used_is_refused_and_no_secret_repeated(string address, string said)
    {
        CommandLine.Outcome refused = await CommandLine.RunAsync("worker", "--queue", address, "--run", "r");
        Assert.Equal(2, refused.ExitCode);
        Assert.Contains(said, refused.Messages, StringComparison.Ordinal);
        Assert.DoesNotContain("secret", refused.Messages, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Rows_that_are_shipped_give_the_traces_that_a_plain_run_gives()
    {
        using QueueJob job = await JobAsync("--ship-rows");
        Process coordinator = job.Coordinator(), worker = job.Worker("--dataset", job["none"]);
        // What is named has to be there.
        Assert.Equal(2, (await QueueJob.EndAsync(worker)).ExitCode);
        Assert.Equal(0, (await QueueJob.EndAsync(job.Worker())).ExitCode);
        Assert.Equal(0, (await QueueJob.EndAsync(coordinator)).ExitCode);
        job.DemandWhole();
        string plain = job["plain"];
        string[] arguments = [.. job.CoordinatorArguments.TakeWhile(argument => argument != "--lease")];
        arguments[Array.IndexOf(arguments, "--output") + 1] = plain;
        Assert.Equal(0, (await CommandLine.RunAsync(arguments)).ExitCode);
        Assert.Equal(Content(plain), Content(job.Output));
        CancellationToken stop = TestContext.Current.CancellationToken;
        Assert.Equal(await File.ReadAllTextAsync(Path.Combine(plain, "run.json"), stop),
            await File.ReadAllTextAsync(Path.Combine(job.Output, "run.json"), stop));
    }

    [Fact]
    public async Task Rows_that_are_shipped_may_be_of_one_column_of_pictures()
    {
        using QueueJob job = await JobAsync("--ship-rows", "--image-column", "image");
        Process coordinator = job.Coordinator();
        CommandLine.Outcome worker = await QueueJob.EndAsync(job.Worker());
        Assert.True(worker.ExitCode == 0, worker.Messages);
        Assert.Equal(0, (await QueueJob.EndAsync(coordinator)).ExitCode);
        job.DemandWhole();
    }

    [Fact]
    public async Task A_budget_is_the_coordinators_for_all_workers()
    {
        using QueueJob job = await JobAsync("--max-tokens-total", "100000");
        Process coordinator = job.Coordinator(), worker = job.Worker("--stay"), other = job.Worker("--stay");
        CommandLine.Outcome led = await QueueJob.EndAsync(coordinator);
        Assert.Equal(4, led.ExitCode);
        Assert.InRange(led.Json.GetProperty("tokens").GetInt64(), 50_000, 100_000);
        Assert.False(worker.HasExited || other.HasExited);
        Assert.False(File.Exists(Path.Combine(job.Output, "failures.jsonl")));
    }

    private static List<string> Content(string folder) =>
        [.. TraceStore.Open(folder).Read().Select(trace =>
            $"{trace.SampleIndex} {trace.Rollout} {trace.DatasetPath} {trace.Model} {trace.ImageSha256} "
            + $"{trace.SampleData.GetRawText()} {trace.Reward?.Score} "
            + JsonSerializer.Serialize(trace.Turns.Select(turn => turn.Response))
            + JsonSerializer.Serialize(trace.ToolCalls.Select(call => call.ObservationSha256)))];
}
