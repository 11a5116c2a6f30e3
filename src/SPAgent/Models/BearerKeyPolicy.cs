using System.ClientModel.Primitives;

namespace SPAgent;

/// <summary>Sends the key as a bearer token, or nothing where there is no key: the package's own policy insists on one.</summary>
internal sealed class BearerKeyPolicy(ModelEndpoint endpoint) : AuthenticationPolicy
{
    public override void Process(PipelineMessage message, IReadOnlyList<PipelinePolicy> pipeline, int currentIndex)
    {
        Authorize(message);
        ProcessNext(message, pipeline, currentIndex);
    }

    public override ValueTask ProcessAsync(PipelineMessage message, IReadOnlyList<PipelinePolicy> pipeline, int currentIndex)
    {
        Authorize(message);
        return ProcessNextAsync(message, pipeline, currentIndex);
    }

    private void Authorize(PipelineMessage message)
    {
        if (endpoint.Key is { } key) message.Request.Headers.Set("Authorization", $"Bearer {key}");
    }
}
