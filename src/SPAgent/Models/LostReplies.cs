using Microsoft.Extensions.AI;

namespace SPAgent;

/// <summary>
/// Tokens of replies that were no good, over the attempts at one request. They were paid for: the response that came
/// in the end carries them, or the exception.
/// </summary>
internal sealed class LostReplies
{
    private const string Key = "lost_usage";

    private UsageDetails? _lost;

    /// <summary>Those that a response carries; null for none.</summary>
    public static UsageDetails? Of(ChatResponse response) =>
        response.AdditionalProperties?.GetValueOrDefault(Key) as UsageDetails;

    /// <summary>Takes the note out of what stands beside a response.</summary>
    public static void Remove(AdditionalPropertiesDictionary? beside) => beside?.Remove(Key);

    /// <summary>Notes what a failed attempt took.</summary>
    public void Add(ModelException failure) => Add(failure.Usage);

    /// <summary>The response with all that was lost on the way to it.</summary>
    public ChatResponse Told(ChatResponse response)
    {
        Add(Of(response));
        if (_lost is not null) (response.AdditionalProperties ??= [])[Key] = _lost;
        return response;
    }

    /// <summary>The last failure, with all that was lost before it; it was added itself.</summary>
    public void Tell(ModelException failure) => failure.Usage = _lost;

    private void Add(UsageDetails? usage)
    {
        if (usage is null) return;
        _lost ??= new UsageDetails();
        _lost.Add(usage);
    }
}
