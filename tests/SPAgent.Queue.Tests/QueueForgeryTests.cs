using System.Diagnostics;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using NATS.Client.Core;
using NATS.Client.JetStream;
using NATS.Client.JetStream.Models;

namespace SPAgent.Tests;

public class QueueForgeryTests
{
    [Fact]
    public async Task Results_that_a_stranger_forges_are_dropped_and_counted()
    {
        CancellationToken stop = TestContext.Current.CancellationToken;
        using QueueJob job = new()
        {
            Server = await NatsServer.StartAsync(),
            Rollouts = 1,
            Latency = "0",
            Further = ["--ship-rows"],
        };
        Process coordinator = job.Coordinator();
        await using NatsConnection nats = new(new NatsOpts { Url = job.Server.Address });
        NatsJSContext js = new(nats);
        List<(int Index, int Attempt)> tasks = await TasksAsync(js, job, stop);
        int attempt = tasks[1].Attempt;
        object piece = new { name = "none", sha256 = new string('0', 64), length = 1 },
            large = new { name = "none", sha256 = new string('0', 64), length = 1L << 40 };
        byte[] another =
            Trace.Load(Fixtures.Samples("traces", "answer-only", "trace_00004.json")).ToUtf8();
        byte[][] forged =
        [
            // Of nothing that is out.
            Message(new { index = 30_000, rollout = 1, attempt = 1 }, []),
            Message(new { index = -1, rollout = 1, attempt = 1 }, []),
            Message(new { index = tasks[0].Index, rollout = 2, attempt = tasks[0].Attempt }, []),
            Message(new { index = tasks[0].Index, rollout = 1, attempt = tasks[0].Attempt + 5_000 }, []),
            Encoding.UTF8.GetBytes("no JSON"),
            Encoding.UTF8.GetBytes("{\"index\":\"x\"}"),
            [],
            // Of samples that are out, and no good.
            Message(new { index = tasks[1].Index, rollout = 1, attempt }, another[..(another.Length / 2)]),
            Message(new { index = tasks[2].Index, rollout = 1, attempt = tasks[2].Attempt }, []),
            Message(new { index = tasks[3].Index, rollout = 1, attempt = tasks[3].Attempt, piece = large }, []),
            Message(new { index = tasks[4].Index, rollout = 1, attempt = tasks[4].Attempt, piece }, []),
            Message(new { index = tasks[5].Index, rollout = 1, attempt = tasks[5].Attempt },
                (Trace.Parse(another, "another") with { SampleIndex = 29_999 }).ToUtf8()),
        ];
        foreach (byte[] message in forged)
        {
            PubAckResponse taken = await js.PublishAsync($"{job.Run}.result", message, cancellationToken: stop);
            Assert.Null(taken.Error);
        }

        // The five that were of samples that are out are asked for again.
        const int Again = 5;
        while ((await js.GetStreamAsync($"{job.Run}_task", cancellationToken: stop)).Info.State.LastSeq
            < QueueJob.Rows + Again)
            await Task.Delay(50, stop);
        Assert.Equal(0, (await QueueJob.EndAsync(job.Worker())).ExitCode);
        CommandLine.Outcome led = await QueueJob.EndAsync(coordinator);
        Assert.True(led.ExitCode == 0, led.Messages);
        Match dropped = Regex.Match(led.Messages, "([0-9]+) results were dropped");
        // A worker's answers to the first attempts at these five come too late, if they come.
        Assert.InRange(int.Parse(dropped.Groups[1].Value), forged.Length, forged.Length + Again);
        job.DemandWhole();
    }

    private static byte[] Message(object head, byte[] trace) =>
        [.. JsonSerializer.SerializeToUtf8Bytes(head), (byte)'\n', .. trace];

    private static async Task<List<(int, int)>> TasksAsync(NatsJSContext js, QueueJob job, CancellationToken stop)
    {
        INatsJSStream stream = await job.TasksAsync(js);
        List<(int, int)> tasks = [];
        for (ulong i = 1; i <= QueueJob.Rows; i++)
        {
            StreamMsgGetResponse got = await stream.GetAsync(new StreamMsgGetRequest { Seq = i }, stop);
            byte[] bytes = got.Message.Data.ToArray();
            JsonElement head = JsonElement.Parse(bytes.AsSpan(0, Array.IndexOf(bytes, (byte)'\n')));
            tasks.Add((head.GetProperty("index").GetInt32(), head.GetProperty("attempt").GetInt32()));
        }

        return tasks;
    }
}
