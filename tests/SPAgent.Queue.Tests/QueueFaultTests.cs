using System.Diagnostics;
using NATS.Client.Core;
using NATS.Client.JetStream;
using NATS.Client.JetStream.Models;

namespace SPAgent.Tests;

public class QueueFaultTests
{
    private static readonly TimeSpan s_standstill =
        TimeSpan.FromSeconds(Environment.GetEnvironmentVariable("SPAGENT_ENDURANCE") == "1" ? 30 : 11);

    private static async Task<QueueJob> JobAsync(int rollouts = 10, params string[] further) =>
        new() { Server = await NatsServer.StartAsync(), Rollouts = rollouts, Further = further };

    private static async Task EndAsync(QueueJob job, Process coordinator, params Process[] workers)
    {
        CommandLine.Outcome led = await QueueJob.EndAsync(coordinator);
        Assert.True(led.ExitCode == 0, led.Messages[^Math.Min(led.Messages.Length, 2000)..]);
        foreach (Process worker in workers) Assert.Equal(0, (await QueueJob.EndAsync(worker)).ExitCode);
        job.DemandWhole();
    }

    [Fact]
    public async Task A_worker_that_is_killed_loses_nothing()
    {
        using QueueJob job = await JobAsync();
        Process coordinator = job.Coordinator(), worker = job.Worker(), victim = job.Worker();
        await job.UntilAsync(40);
        victim.Kill();
        await EndAsync(job, coordinator, worker);
    }

    [Fact]
    public async Task A_coordinator_that_is_killed_goes_on_by_the_same_command_and_books_no_failure()
    {
        using QueueJob job = await JobAsync();
        Process victim = job.Coordinator(), worker = job.Worker(), other = job.Worker();
        await job.UntilAsync(40);
        victim.Kill();
        await victim.WaitForExitAsync(TestContext.Current.CancellationToken);
        Assert.False(File.Exists(Path.Combine(job.Output, "failures.jsonl")));
        await EndAsync(job, job.Coordinator(), worker, other);
    }

    [Fact]
    public async Task A_server_that_is_killed_and_started_again_loses_nothing()
    {
        using QueueJob job = await JobAsync();
        Process coordinator = job.Coordinator(), worker = job.Worker(), other = job.Worker();
        await job.UntilAsync(40);
        job.Server.Kill();
        await job.Server.StartAgainAsync();
        await job.UntilAsync(120);
        job.Server.Kill();
        await job.Server.StartAgainAsync();
        await EndAsync(job, coordinator, worker, other);
    }

    // Longer than leases of 2 s, requests of 5 s and fetches of 10 s.
    [Fact]
    public async Task A_server_that_stands_still_longer_than_anyone_waits_loses_nothing()
    {
        using QueueJob job = await JobAsync();
        Process coordinator = job.Coordinator(), worker = job.Worker(), other = job.Worker();
        await job.UntilAsync(40);
        job.Server.Signal("STOP");
        await Task.Delay(s_standstill, TestContext.Current.CancellationToken);
        job.Server.Signal("CONT");
        await EndAsync(job, coordinator, worker, other);
    }

    [Fact]
    public async Task A_server_that_comes_back_empty_is_given_again_what_is_missing()
    {
        using QueueJob job = await JobAsync();
        Process coordinator = job.Coordinator(), worker = job.Worker(), other = job.Worker();
        await job.UntilAsync(40);
        job.Server.Kill();
        job.Server.Wipe();
        await job.Server.StartAgainAsync();
        await EndAsync(job, coordinator, worker, other);
    }

    [Fact]
    public async Task A_stream_that_is_deleted_under_a_run_is_made_again()
    {
        using QueueJob job = await JobAsync();
        Process coordinator = job.Coordinator(), worker = job.Worker();
        await job.UntilAsync(40);
        await using NatsConnection nats = new(new NatsOpts { Url = job.Server.Address });
        Assert.True(await new NatsJSContext(nats).DeleteStreamAsync(
            $"{job.Run}_result", TestContext.Current.CancellationToken));
        await EndAsync(job, coordinator, worker);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_task_that_is_lost_is_found_although_messages_that_nobody_needs_make_up_the_number(bool tells)
    {
        CancellationToken stop = TestContext.Current.CancellationToken;
        using QueueJob job = await JobAsync(rollouts: 1);
        // Where the news can't be written, the run goes on as ever.
        if (!tells) Directory.CreateDirectory(Path.Combine(job.Output, ".queue.json"));
        Process coordinator = job.Coordinator();
        await using NatsConnection nats = new(new NatsOpts { Url = job.Server.Address });
        NatsJSContext js = new(nats);
        INatsJSStream tasks = await job.TasksAsync(js);
        Assert.True((await tasks.DeleteMessageAsync(new StreamMsgDeleteRequest { Seq = 5 }, stop)).Success);
        (await js.PublishAsync($"{job.Run}.task.other", "nobody's", cancellationToken: stop)).EnsureSuccess();
        CommandLine.Outcome worked = await QueueJob.EndAsync(job.Worker()), led = await QueueJob.EndAsync(coordinator);
        Assert.True((worked.ExitCode, led.ExitCode) == (0, 0), led.Messages);
        Assert.Contains("1 samples were published again", led.Messages, StringComparison.Ordinal);
        job.DemandWhole();
    }

    [Fact]
    public async Task A_second_coordinator_is_refused_and_the_first_goes_on()
    {
        using QueueJob job = await JobAsync();
        // Without workers it is at work until the others were refused.
        Process coordinator = job.Coordinator();
        await using NatsConnection nats = new(new NatsOpts { Url = job.Server.Address });
        await job.TasksAsync(new NatsJSContext(nats));
        CommandLine.Outcome same = await QueueJob.EndAsync(job.Coordinator());
        Assert.Equal(2, same.ExitCode);
        string[] elsewhere = [.. job.CoordinatorArguments];
        elsewhere[Array.IndexOf(elsewhere, "--output") + 1] = job["elsewhere"];
        CommandLine.Outcome refused = await QueueJob.EndAsync(job.Start(elsewhere));
        Assert.Equal(2, refused.ExitCode);
        Assert.Contains("another coordinator", refused.Messages, StringComparison.Ordinal);
        await EndAsync(job, coordinator, job.Worker(), job.Worker());
    }

    [Fact]
    public async Task Of_two_coordinators_that_begin_at_once_one_is_refused()
    {
        using QueueJob job = await JobAsync(rollouts: 2);
        string[] elsewhere = [.. job.CoordinatorArguments];
        elsewhere[Array.IndexOf(elsewhere, "--output") + 1] = job["elsewhere"];
        Task<CommandLine.Outcome>[] ends =
            [QueueJob.EndAsync(job.Coordinator()), QueueJob.EndAsync(job.Start(elsewhere))];
        Task<CommandLine.Outcome> first = await Task.WhenAny(ends);
        Assert.Equal(2, (await first).ExitCode);
        Assert.Contains("another coordinator", (await first).Messages, StringComparison.Ordinal);
        // It ended without a worker: the other one still waits for its first.
        Assert.Equal(0, (await QueueJob.EndAsync(job.Worker())).ExitCode);
        Assert.Equal([0, 2], (await Task.WhenAll(ends)).Select(outcome => outcome.ExitCode).Order());
        job.DemandWhole(first == ends[1] ? job.Output : job["elsewhere"]);
    }

    [Fact]
    public async Task Two_workers_that_are_killed_at_once_lose_nothing()
    {
        using QueueJob job = await JobAsync();
        Process coordinator = job.Coordinator(), one = job.Worker(), other = job.Worker(), last = job.Worker();
        await job.UntilAsync(40);
        one.Kill();
        other.Kill();
        await EndAsync(job, coordinator, last);
    }

    [Fact]
    public async Task All_of_them_killed_one_after_another_lose_nothing()
    {
        using QueueJob job = await JobAsync(rollouts: 12);
        Process victim = job.Coordinator(), worker = job.Worker(), other = job.Worker();
        await job.UntilAsync(40);
        other.Kill();
        victim.Kill();
        await victim.WaitForExitAsync(TestContext.Current.CancellationToken);
        job.Server.Kill();
        await job.Server.StartAgainAsync();
        await EndAsync(job, job.Coordinator(), worker, job.Worker());
    }

    [Fact]
    public async Task A_sample_that_kills_its_workers_is_booked_as_failed_and_no_other()
    {
        const int Poisoned = 7;
        using QueueJob job = await JobAsync(rollouts: 1);
        Process coordinator = job.Coordinator();
        int deaths = 0;
        while (!coordinator.HasExited)
        {
            Process worker = job.Poisoned(Poisoned);
            await worker.WaitForExitAsync(TestContext.Current.CancellationToken);
            if (worker.ExitCode != 0) deaths++;
            else break;
        }

        Assert.Equal(1, (await QueueJob.EndAsync(coordinator)).ExitCode);
        string[] failures = await File.ReadAllLinesAsync(Path.Combine(job.Output, "failures.jsonl"),
            TestContext.Current.CancellationToken);
        Assert.Single(failures);
        Assert.Contains($"\"sample_index\":{Poisoned}", failures[0].Replace(" ", ""), StringComparison.Ordinal);
        // Once as a new one, three times alone.
        Assert.Equal(4, deaths);
        job.DemandWhole(without: Poisoned);
    }

    [Fact]
    public async Task A_worker_that_is_told_to_end_gives_back_what_it_holds()
    {
        using QueueJob job = await JobAsync();
        Process coordinator = job.Coordinator(), leaving = job.Worker("--drain", "0");
        await job.UntilAsync(20);
        using (Process kill = Process.Start("kill", ["-TERM", $"{leaving.Id}"]))
            await kill.WaitForExitAsync(TestContext.Current.CancellationToken);
        Assert.Equal(143, (await QueueJob.EndAsync(leaving)).ExitCode);
        await EndAsync(job, coordinator, job.Worker());
    }
}
