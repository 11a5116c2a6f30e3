using NATS.Client.JetStream;
using NATS.Client.JetStream.Models;

namespace SPAgent;

/// <summary>The streams of a run and what waits in them.</summary>
internal sealed class QueueStreams(QueueConnection queue)
{
    // Duplicates on their way from lane to lane come on top of what is out.
    private const int Spare = 2, FewMessages = 64, Head = 4096, Usual = 128 * 1024, LargeOnes = 16,
        InsufficientStorage = 10047;

    private static readonly TimeSpan s_duplicates = TimeSpan.FromMinutes(10);

    private readonly QueueNames _names = queue.Names;

    /// <summary>Makes streams and consumers where they are absent; their size is bounded by the window.</summary>
    /// <exception cref="DistillationException">The server has no room for them.</exception>
    public async Task MakeAsync(int window, bool shipsRows, TimeSpan lease, CancellationToken cancellationToken)
    {
        long messages = ((long)window * Spare) + FewMessages;
        // A stream that is full makes who publishes wait: not every message is as large as it may be.
        long taskBytes = shipsRows ? Math.Max(messages * Usual, (long)queue.LargestMessage * LargeOnes)
            : messages * Head;
        await MakeStreamAsync(_names.Tasks, $"{_names.Run}.task.*", messages, taskBytes, cancellationToken)
            .ConfigureAwait(false);
        await MakeStreamAsync(_names.Results, _names.ResultSubject, messages, taskBytes, cancellationToken)
            .ConfigureAwait(false);
        foreach (string lane in (string[])[QueueNames.New, QueueNames.Again, QueueNames.Suspect])
        {
            await MakeConsumerAsync(_names.Tasks, lane, _names.TaskSubject(lane), lease, cancellationToken)
                .ConfigureAwait(false);
        }

        await MakeConsumerAsync(_names.Results, ResultConsumer, null, lease, cancellationToken).ConfigureAwait(false);
    }

    public const string ResultConsumer = "coordinator";

    /// <summary>How many messages a stream holds.</summary>
    public async Task<(long Messages, ulong First, ulong Last)> StateAsync(
        string stream, CancellationToken cancellationToken)
    {
        INatsJSStream there = await queue.Js.GetStreamAsync(stream, cancellationToken: cancellationToken)
            .ConfigureAwait(false);
        StreamState state = there.Info.State;
        return (state.Messages, state.FirstSeq, state.LastSeq);
    }

    /// <summary>What every message of a stream says, those that a worker holds included; nothing is taken.</summary>
    public async Task<IReadOnlyList<(ulong Place, T Head)>> ListAsync<T>(
        string stream, CancellationToken cancellationToken) where T : class
    {
        List<(ulong, T)> all = [];
        (long _, ulong next, ulong last) = await StateAsync(stream, cancellationToken).ConfigureAwait(false);
        while (next <= last)
        {
            StreamMsgGetResponse answer;
            try
            {
                answer = await queue.Js.JSRequestResponseAsync<StreamMsgGetRequest, StreamMsgGetResponse>(
                    $"$JS.API.STREAM.MSG.GET.{stream}",
                    new StreamMsgGetRequest { Seq = next, NextBySubj = ">" }, cancellationToken).ConfigureAwait(false);
            }
            catch (NatsJSApiException none) when (none.Error.Code == 404)
            {
                break;
            }

            if (QueueMessage.Read<T>(answer.Message.Data.ToArray()) is { } read)
                all.Add((answer.Message.Seq, read.Head));
            next = answer.Message.Seq + 1;
        }

        return all;
    }

    /// <summary>Removes a message that nobody will be given.</summary>
    public async Task DeleteAsync(string stream, ulong place, CancellationToken cancellationToken)
    {
        try
        {
            await queue.Js.JSRequestResponseAsync<StreamMsgDeleteRequest, StreamMsgDeleteResponse>(
                $"$JS.API.STREAM.MSG.DELETE.{stream}", new StreamMsgDeleteRequest { Seq = place, NoErase = true },
                cancellationToken).ConfigureAwait(false);
        }
        catch (NatsJSApiException)
        {
            // It has gone meanwhile.
        }
    }

    private async Task MakeStreamAsync(
        string name, string subject, long messages, long bytes, CancellationToken cancellationToken)
    {
        try
        {
            await queue.Js.CreateOrUpdateStreamAsync(new StreamConfig(name, [subject])
            {
                Retention = StreamConfigRetention.Workqueue,
                Storage = StreamConfigStorage.File,
                Discard = StreamConfigDiscard.New,
                MaxMsgs = messages,
                MaxBytes = bytes,
                DuplicateWindow = s_duplicates,
                NumReplicas = 1,
            }, cancellationToken).ConfigureAwait(false);
        }
        catch (NatsJSApiException refusal) when (refusal.Error.ErrCode == InsufficientStorage
            || refusal.Error.Description?.Contains("storage", StringComparison.OrdinalIgnoreCase) == true
            || refusal.Error.Description?.Contains("maximum", StringComparison.OrdinalIgnoreCase) == true)
        {
            throw new DistillationException($"{queue.Server}: the server has no room for the stream {name} "
                + $"({bytes / (1 << 20):N0} MB; {refusal.Error.Description}). Give JetStream more (max_file_store), or "
                + "ask for less at once (--window).", inner: refusal);
        }
    }

    private async Task MakeConsumerAsync(
        string stream, string name, string? filter, TimeSpan lease, CancellationToken cancellationToken) =>
        await queue.Js.CreateOrUpdateConsumerAsync(stream, new ConsumerConfig(name)
        {
            FilterSubject = filter,
            AckPolicy = ConsumerConfigAckPolicy.Explicit,
            AckWait = lease,
            MaxAckPending = -1,
            MaxDeliver = -1,
        }, cancellationToken).ConfigureAwait(false);
}
