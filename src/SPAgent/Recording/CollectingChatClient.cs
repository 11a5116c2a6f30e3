using System.Runtime.CompilerServices;
using Microsoft.Extensions.AI;

namespace SPAgent;

/// <summary>Passes requests and replies on as they are, and records them.</summary>
internal sealed class CollectingChatClient(IChatClient client, DataCollector collector, DataCollectionOptions options)
    : DelegatingChatClient(client)
{
    private readonly ConversationBook _book =
        new(collector, options.Model ?? ModelName.Of(client), options.IdleTimeout);

    public override async Task<ChatResponse> GetResponseAsync(
        IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default)
    {
        ChatMessage[] request = [.. messages];
        RecordedTurn turn = await _book.BeginAsync(request, options).ConfigureAwait(false);
        try
        {
            ChatResponse response =
                await base.GetResponseAsync(request, options, cancellationToken).ConfigureAwait(false);
            await _book.AnsweredAsync(turn, response).ConfigureAwait(false);
            return response;
        }
        finally
        {
            _book.End(turn);
        }
    }

    public override async IAsyncEnumerable<ChatResponseUpdate> GetStreamingResponseAsync(
        IEnumerable<ChatMessage> messages, ChatOptions? options = null,
        [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        ChatMessage[] request = [.. messages];
        RecordedTurn turn = await _book.BeginAsync(request, options).ConfigureAwait(false);
        try
        {
            List<ChatResponseUpdate> updates = [];
            await foreach (ChatResponseUpdate update in
                base.GetStreamingResponseAsync(request, options, cancellationToken).ConfigureAwait(false))
            {
                updates.Add(update);
                yield return update;
            }

            await _book.AnsweredAsync(turn, updates.ToChatResponse()).ConfigureAwait(false);
        }
        finally
        {
            _book.End(turn);
        }
    }

    protected override void Dispose(bool disposing)
    {
        try
        {
            if (disposing) _book.CloseAsync().GetAwaiter().GetResult();
        }
        finally
        {
            base.Dispose(disposing);
        }
    }
}
