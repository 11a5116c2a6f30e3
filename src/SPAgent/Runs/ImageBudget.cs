using Microsoft.Extensions.AI;

namespace SPAgent;

/// <summary>Limits the pictures of one request: the first one and the newest ones stay, or the newest alone where there
/// is room for one.</summary>
internal static class ImageBudget
{
    /// <summary>The messages with at most so many pictures; the very messages where there are no more.</summary>
    public static IReadOnlyList<ChatMessage> Apply(IReadOnlyList<ChatMessage> messages, int? budget)
    {
        if (budget is not { } most) return messages;
        DataContent[] pictures = [.. messages.SelectMany(message => message.Contents).OfType<DataContent>()];
        if (pictures.Length <= most) return messages;
        HashSet<DataContent> kept = new(most == 1 ? [pictures[^1]] : [pictures[0], .. pictures.TakeLast(most - 1)],
            ReferenceEqualityComparer.Instance);
        return [.. messages.Select(message => message.Contents.OfType<DataContent>().All(kept.Contains) ? message
            : Without(message, kept))];
    }

    // The mark of a picture that is left out becomes words: no mark stands without its picture.
    private static ChatMessage Without(ChatMessage message, HashSet<DataContent> kept)
    {
        bool[] stays = [.. message.Contents.OfType<DataContent>().Select(kept.Contains)];
        int mark = 0;
        List<AIContent> contents = [];
        foreach (AIContent content in message.Contents)
        {
            if (content is TextContent text) contents.Add(new TextContent(Marked(text.Text, stays, ref mark)));
            else if (content is not DataContent picture || kept.Contains(picture)) contents.Add(content);
        }

        return new ChatMessage(message.Role, contents) { AdditionalProperties = message.AdditionalProperties };
    }

    private static string Marked(string text, bool[] stays, ref int mark)
    {
        string[] parts = text.Split(ConversationDialect.Image);
        string marked = parts[0];
        foreach (string part in parts.Skip(1))
        {
            marked += (mark >= stays.Length || stays[mark] ? ConversationDialect.Image
                : ConversationDialect.NoLongerShown) + part;
            mark++;
        }

        return marked;
    }
}
