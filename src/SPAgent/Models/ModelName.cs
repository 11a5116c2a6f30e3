using Microsoft.Extensions.AI;

namespace SPAgent.Internal;

/// <summary>What a model is called in traces, sessions and the identity of a question.</summary>
public static class ModelName
{
    /// <summary>The model's id where the client tells it, else the name of the client's type.</summary>
    public static string Of(IChatClient model) =>
        model.GetService<ChatClientMetadata>()?.DefaultModelId ?? model.GetType().Name;
}
