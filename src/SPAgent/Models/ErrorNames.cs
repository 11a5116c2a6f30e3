namespace SPAgent;

/// <summary>What HTTP status an error's name stands for, where it comes inside a 200 and without a number.</summary>
internal static class ErrorNames
{
    private static readonly (string Name, int Status)[] s_names =
    [
        ("authentication", 401), ("unauthenticated", 401), ("invalid_api_key", 401), ("payment", 402),
        ("permission", 403), ("not_found", 404),
        ("notfound", 404), ("rate_limit", 429), ("ratelimit", 429), ("resource_exhausted", 429), ("throttl", 429),
        ("quota", 429), ("overloaded", 529),
        ("invalid_request", 400), ("invalid_argument", 400), ("badrequest", 400), ("bad_request", 400),
        ("invalidparameter", 400),
    ];

    /// <summary>The status of the first name that is known; null where none is.</summary>
    public static int? Status(IEnumerable<string> codes)
    {
        foreach (string code in codes)
        {
            foreach ((string name, int status) in s_names)
            {
                if (code.Contains(name, StringComparison.OrdinalIgnoreCase)) return status;
            }
        }

        return null;
    }
}
