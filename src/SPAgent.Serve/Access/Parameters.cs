using System.Globalization;
using Microsoft.AspNetCore.Http;

namespace SPAgent.Serve;

/// <summary>A request that names something that is not there, or in a form that is not known.</summary>
internal sealed class RequestException(int status, string message) : Exception(message)
{
    public int Status { get; } = status;

    public static RequestException Bad(string message) => new(StatusCodes.Status400BadRequest, message);

    public static RequestException Absent(string message) => new(StatusCodes.Status404NotFound, message);
}

/// <summary>The parameters of a request. One that is not known, or given twice where it may be once, is
/// refused.</summary>
internal sealed class Parameters
{
    private const int Longest = 2000;

    private readonly IQueryCollection _query;

    /// <param name="query">What was given.</param>
    /// <param name="known">Names that may be given once; with a star behind it, more than once.</param>
    /// <exception cref="RequestException">Another name was given, or one too often, or too much.</exception>
    public Parameters(IQueryCollection query, params string[] known)
    {
        _query = query;
        foreach ((string name, var values) in query)
        {
            bool often = known.Contains(name + "*", StringComparer.Ordinal);
            if (!often && !known.Contains(name, StringComparer.Ordinal))
                throw RequestException.Bad($"There is no such parameter here; there are: {string.Join(", ", known)}.");
            if (values.Count > (often ? 50 : 1)) throw RequestException.Bad($"{name} is given too often.");
            if (values.Any(value => value?.Length > Longest)) throw RequestException.Bad($"{name} is too long.");
        }
    }

    public string? Text(string name) => _query.TryGetValue(name, out var values) ? values[0] : null;

    public IReadOnlyList<string> All(string name) =>
        _query.TryGetValue(name, out var values) ? [.. values.OfType<string>()] : [];

    /// <exception cref="RequestException">It is no whole number in the range.</exception>
    public int? Number(string name, int least, int most)
    {
        if (Text(name) is not { } text) return null;
        return int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int number) && number >= least
            && number <= most ? number : throw RequestException.Bad($"{name} is a whole number from {least} to {most}.");
    }
}
