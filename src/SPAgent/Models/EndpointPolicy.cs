using System.ClientModel.Primitives;

namespace SPAgent;

/// <summary>
/// Puts onto a request what opens the endpoint: its query, the key as a bearer token (or nothing where there is none:
/// the package's own policy insists on one), and headers of the user's, which win.
/// </summary>
internal sealed class EndpointPolicy(ModelEndpoint endpoint) : AuthenticationPolicy
{
    public override void Process(PipelineMessage message, IReadOnlyList<PipelinePolicy> pipeline, int currentIndex)
    {
        Prepare(message.Request);
        ProcessNext(message, pipeline, currentIndex);
    }

    public override ValueTask ProcessAsync(PipelineMessage message, IReadOnlyList<PipelinePolicy> pipeline,
        int currentIndex)
    {
        Prepare(message.Request);
        return ProcessNextAsync(message, pipeline, currentIndex);
    }

    private void Prepare(PipelineRequest request)
    {
        if (endpoint.BaseUri.Query.Length > 0 && request.Uri is { Query.Length: 0 } uri)
            request.Uri = new UriBuilder(uri) { Query = endpoint.BaseUri.Query }.Uri;
        if (endpoint.Key is { } key)
        {
            request.Headers.Set("Authorization", $"Bearer {key}");
            if (endpoint.IsAzure) request.Headers.Set("api-key", key);
        }

        foreach ((string name, string value) in endpoint.Headers.Values) request.Headers.Set(name, value);
    }
}
