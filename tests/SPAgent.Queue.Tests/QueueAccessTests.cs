using System.Diagnostics;

namespace SPAgent.Tests;

public class QueueAccessTests
{
    [Fact]
    public async Task Credentials_and_certificates_are_read_from_files_and_stand_nowhere_else()
    {
        using NatsAccess access = new();
        string[] all = ["--nats-creds", access.Credentials, "--nats-ca", access.Authority,
            "--nats-cert", access.Certificate, "--nats-key", access.Key];
        using QueueJob job = new()
        {
            Server = await NatsServer.StartAsync("-c", access.Settings),
            Rollouts = 1,
            Latency = "0",
            Access = all,
        };
        Process coordinator = job.Coordinator();
        for (int left = 0; left < all.Length; left += 2)
        {
            // A certificate without its key is none.
            if (all[left] == "--nats-key") continue;
            string[] lacking = all[left] == "--nats-cert" ? all[..left] : [.. all[..left], .. all[(left + 2)..]];
            CommandLine.Outcome refused = await CommandLine.RunAsync(
                ["queue", "status", "--queue", job.Server.Address, "--run", job.Run, .. lacking]);
            Assert.True(refused.ExitCode == 2 && refused.Messages.Contains("--nats-creds", StringComparison.Ordinal),
                $"without {all[left]}: {refused.Output} {refused.Messages}");
        }

        CommandLine.Outcome worker = await QueueJob.EndAsync(job.Worker()), led = await QueueJob.EndAsync(coordinator),
            status = await CommandLine.RunAsync(["queue", "status", "--json", .. job.QueueOptions]);
        Assert.True((led.ExitCode, worker.ExitCode) == (0, 0), led.Messages + worker.Messages);
        Assert.Equal("complete", status.Json.GetProperty("state").GetString());
        job.DemandWhole();
        string[] places = [led.Output, led.Messages, worker.Output, worker.Messages, status.Output,
            .. Directory.EnumerateFiles(job.Output, "*", SearchOption.AllDirectories).Select(File.ReadAllText)];
        foreach (string secret in access.Secrets)
            Assert.All(places, place => Assert.DoesNotContain(secret, place, StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_worker_asks_for_the_runs_model_by_the_name_that_its_server_has_for_it()
    {
        await using FakeChatServer server = FakeChatServer.Start(
            _ => FakeReply.Text("<answer>48.85, 2.35</answer>"), ignoresTools: true);
        using QueueJob job = new() { Server = await NatsServer.StartAsync(), Rollouts = 1 };
        string[] arguments = [.. job.CoordinatorArguments, "--tools-mode", "prompt"];
        arguments[Array.IndexOf(arguments, "simulated")] = "qwen3-vl";
        arguments = [.. arguments.Where((argument, i) => !argument.StartsWith("--simulated", StringComparison.Ordinal)
            && (i == 0 || !arguments[i - 1].StartsWith("--simulated", StringComparison.Ordinal)))];
        Process coordinator = job.Start(arguments),
            worker = job.Worker("--base-url", $"{server.BaseUri}", "--served-as", "/models/qwen-awq");
        CommandLine.Outcome worked = await QueueJob.EndAsync(worker), led = await QueueJob.EndAsync(coordinator);
        Assert.True((led.ExitCode, worked.ExitCode) == (0, 0), led.Messages + worked.Messages);
        job.DemandWhole();
        Assert.All(server.Requests.Where(request => request.Path.EndsWith("completions", StringComparison.Ordinal)),
            request => Assert.Equal("/models/qwen-awq", request.Json.GetProperty("model").GetString()));
        Assert.All(TraceStore.Open(job.Output).Read(), trace => Assert.Equal("qwen3-vl", trace.Model));
    }

    [Fact]
    public async Task A_copy_of_a_large_dataset_is_known_by_its_rows_and_another_one_is_refused()
    {
        const int Above64MB = 65 << 20;
        using QueueJob job = new() { Server = await NatsServer.StartAsync(), Rollouts = 1, Latency = "0" };
        string streets = Path.Combine(Fixtures.Root, "data-samples", "streets"), here = job["here"],
            copy = job["copy"], other = job["other"];
        foreach (string folder in (string[])[here, copy, other])
        {
            Directory.CreateDirectory(folder);
            foreach (string file in Directory.GetFiles(streets))
                File.Copy(file, Path.Combine(folder, Path.GetFileName(file)));
            // What stands behind the end of a JPEG is nobody's.
            using FileStream large = File.OpenWrite(Path.Combine(folder, "00_paris.jpg"));
            large.SetLength(Above64MB);
        }

        using (FileStream picture = new(Directory.GetFiles(other, "*.jpg").Order().Last(), FileMode.Open))
        {
            picture.Position = picture.Length - 1;
            picture.WriteByte(0);
        }

        File.SetLastWriteTimeUtc(Path.Combine(copy, "01_tokyo.jpg"), new(2020, 1, 1, 0, 0, 0, DateTimeKind.Utc));
        job.Dataset = here;
        Process coordinator = job.Coordinator();
        CommandLine.Outcome refused = await QueueJob.EndAsync(job.Worker("--dataset", other));
        Assert.True(refused.ExitCode == 2, refused.Messages);
        Assert.Contains("dataset", refused.Messages, StringComparison.Ordinal);
        CommandLine.Outcome taken = await QueueJob.EndAsync(job.Worker("--dataset", copy));
        Assert.True(taken.ExitCode == 0, taken.Messages);
        Assert.Equal(0, (await QueueJob.EndAsync(coordinator)).ExitCode);
        job.DemandWhole();
    }
}
