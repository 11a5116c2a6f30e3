using System.Text.RegularExpressions;

namespace SPAgent;

/// <summary>
/// What an error status means: first by what the server says, in the words of the servers in use, then by the number
/// alone. Servers agree on few codes, so that the words decide where they are plain.
/// </summary>
internal static partial class FailureKinds
{
    private const RegexOptions Words = RegexOptions.IgnoreCase | RegexOptions.CultureInvariant;

    /// <summary>The kind of a failure with an error status, in a header or in a body.</summary>
    public static ModelFailure Of(int status, ServerError error) => Named(status, error) ?? ByStatus(status);

    /// <summary>Whether a model that can't see is asked about pictures: no other row would fare better.</summary>
    public static bool IsBlind(ServerError error) => Blind().IsMatch(error.Words);

    /// <summary>Whether a 429 is a quota that is used up: by its code, by the day or month, or in words and without a
    /// delay.</summary>
    public static bool IsOutOfQuota(ServerError error, TimeSpan? retryAfter) =>
        (error.Code is { } code && QuotaCode().IsMatch(code))
            || error.Words.Contains("PerDay", StringComparison.Ordinal)
        || (retryAfter is null && Quota().IsMatch(error.Words));

    /// <summary>Whether a setting that stands in every request is refused, not what one row or turn brought.</summary>
    public static bool IsOfEveryRequest(ServerError error) =>
        error.Parameter is { Length: > 0 } field && !OfTheRow().IsMatch(field);

    /// <summary>Whether a body that came with a 200 tells of a rate limit: in words, or by the numbers of the services
    /// that send no words.</summary>
    public static bool IsRateLimit(ServerError error) => Busy().IsMatch(error.Words);

    private static ModelFailure? Named(int status, ServerError error)
    {
        string words = error.Words;
        // A server that breaks names its model's template only where it is the cause.
        bool refuses = status is >= 400 and < 500 and not (401 or 408 or 429);
        if (status is >= 300 and < 600 and not 401 && Unpaid().IsMatch(words)) return ModelFailure.Unpaid;
        if (refuses && status is not 404 && Filtered().IsMatch(words)) return ModelFailure.Filtered;
        if (!refuses && status is not (500 or 501 or 502)) return null;
        // All went into hidden reasoning: the request itself was taken, with its tools.
        if (refuses && OutOfTokens().IsMatch(words)) return ModelFailure.Empty;
        if (ContextTooLong().IsMatch(words)) return ModelFailure.ContextTooLong;
        if (Blind().IsMatch(words)) return ModelFailure.Rejected;
        if (ToolsRefused().IsMatch(words)) return ModelFailure.ToolsRefused;
        if (refuses && (status == 413 || PictureRefused().IsMatch(words))) return ModelFailure.PictureRefused;
        if (refuses && KeyRefused().IsMatch(words)) return ModelFailure.Unauthorized;
        if (refuses && NoModel().IsMatch(words)) return ModelFailure.NotFound;
        if (refuses && error.Code is { } code && RateLimit().IsMatch(code)) return ModelFailure.RateLimited;
        return !refuses && Template().IsMatch(words) ? ModelFailure.Rejected : null;
    }

    private static ModelFailure ByStatus(int status) => status switch
    {
        401 => ModelFailure.Unauthorized,
        402 => ModelFailure.Unpaid,
        403 => ModelFailure.Forbidden,
        404 or 405 or 410 or (>= 300 and < 400) => ModelFailure.NotFound,
        408 => ModelFailure.Timeout,
        429 => ModelFailure.RateLimited,
        409 or 420 or 423 or 424 or 425 or 449 or 498 or 499 or >= 500 => ModelFailure.Server,
        _ => ModelFailure.Rejected,
    };

    [GeneratedRegex(
        @"arrear|overdue|\bunpaid|not in good standing|insufficient[ _-]?(?:account[ _-]?)?(?:balance|credit|fund)|payment[ _]required"
        + @"|(?:balance|credits?)\b.{0,40}(?:too low|insufficient|not enough|exhausted|depleted|run out|used up)"
        + @"|(?:out of|no (?:more|remaining)|not enough) (?:credit|balance|fund)|billing[_ ](?:hard[_ ]limit|not[_ ]active)|account is not active|reached your specified .{0,20}usage limit|organization has been disabled"
        + @"|account.{0,30}(?:suspended|deactivated)|余额不足|欠费", Words)]
    private static partial Regex Unpaid();

    [GeneratedRegex(@"insufficient[_-]?quota|exceeded[_-]?current[_-]?quota|quota[_-]?(?:exhausted|exceeded_error)|billing|usage_limit_reached|set_?limit_?exceeded", Words)]
    private static partial Regex QuotaCode();

    [GeneratedRegex(
        @"(?:exceeded|reached|used up|exhausted) (?:your |the )?(?:current |monthly |daily )?(?:quota|usage limit|spend(?:ing)? limit)"
        + @"|quota.{0,40}(?:used up|exhausted)|per[ _-]?(?:day|month)\b|\b(?:daily|monthly)\b|billing|insufficient[_ ]quota", Words)]
    private static partial Regex Quota();

    [GeneratedRegex(
        @"moderation|content[ _-]?(?:filter|policy|management|safety|violation)|flagged|data[ _]?inspection|responsibleai|inappropriate"
        + @"|\bsafety (?:system|filter|polic|reason|setting)|sensitive (?:content|information|words?)|prohibited[ _]content|usage policies", Words)]
    private static partial Regex Filtered();

    [GeneratedRegex(@"output limit was reached|try again with (?:a )?higher max_", Words)]
    private static partial Regex OutOfTokens();

    [GeneratedRegex(
        @"context[ _-]?(?:length|window|size|limit)|超长|(?:model's|maximum|max) context|max(?:imum)?[ _](?:model|prompt|input|sequence)[ _](?:len|length|tokens?)"
        + @"|(?:prompt|input|request|message|conversation)\b.{0,60}(?:too long|too many tokens|exceeds? .{0,40}tokens?|longer than)"
        + @"|too many (?:input |prompt )?tokens|(?:input )?token (?:count|limit).{0,60}exceed|exceed.{0,40}token (?:count|limit)"
        + @"|range of input length|tokens.{0,24}must be <=|reduce (?:the|your) (?:length|message)|too large for model",
            Words)]
    private static partial Regex ContextTooLong();

    [GeneratedRegex(
        @"(?:images?|vision|multi-?modal|visual)(?>(?:[ _-](?:input|url|content|modalit|part|understanding|data)\w*)*)['""`]? (?:(?:is|are) )?not (?:support|enabl|allow)"
        + @"|(?<!could )(?:does not|doesn't|not|cannot|can't) (?:support|accept|handle|take|process(?! (?:any )?image\b))(?: any)? (?:images?\b(?! (?:format|type|size|of))|vision|multi-?modal|visual)"
        + @"|not a (?:multi-?modal|vision)|text[- ]only model|no endpoints found that support image|(?:unknown variant|unsupported).{0,20}image_url"
        + @"|at most 0 image|only supports? text", Words)]
    private static partial Regex Blind();

    [GeneratedRegex(
        @"(?:\btools?\b|tool[ _](?:use|choice|call(?:s|ing)?)|function[ _]call(?:s|ing)?)(?: param\w*)?.{0,24} (?:(?:is|are) )?(?:not (?:support|enabl|allow|implement)|unsupported|disabled)"
        + @"|(?:does not|doesn't|not|cannot|can't|no endpoints found that|unsupported.{0,12}) ?(?:support|accept|handle|take)?(?: the)? (?:native )?(?:\btools?\b|tool[ _](?:use|call)|function[ _]call)(?! (?:id|with|name|result|message))"
        + @"|tool.{0,40}requires?.{0,6} ?--|needs? --jinja|requires? --jinja|enable-auto-tool-choice", Words)]
    private static partial Regex ToolsRefused();

    [GeneratedRegex(
        @"invalid[_ ]image|image[_ ](?:parse|decode|too|format|size|dimension|url)[ _]?\w*(?:error|large|small|invalid|unsupported)?"
        + @"|(?:image|picture|media|photo)s?\b.{0,80}(?:invalid|too (?:large|big|small|many)|unsupported|can ?not|could not|can't|fail|corrupt|exceed|must be|at (?:most|least)|limit|broken|damaged|larger|smaller|refus|not (?:be|valid|allow|support))"
        + @"|(?:invalid|unsupported|corrupt(?:ed)?|can ?not|could not|failed to|unable to|too many|at most \d+|exceed\w*|refus\w*).{0,60}(?:image|picture|media type|photo)"
        + @"|aspect ratio|must be larger than factor", Words)]
    private static partial Regex PictureRefused();

    [GeneratedRegex(@"api[ _-]?key.{0,20}(?:not valid|invalid|incorrect|expired|missing|disabled|revoked)|(?:invalid|incorrect|expired|missing)[ _](?:api[ _-]?key|token)\b", Words)]
    private static partial Regex KeyRefused();

    [GeneratedRegex(@"model[ _]?not[ _]?(?:found|exist)|invalid model\b|model\b[^.]{0,80}(?:does not exist|not found|is not (?:a valid|available))|unknown model", Words)]
    private static partial Regex NoModel();

    [GeneratedRegex("^(?:body\\.)?(?:messages?|inputs?|input_.*|prompt|content|images?|image_.*|contents)\\b", Words)]
    private static partial Regex OfTheRow();

    [GeneratedRegex("rate[_-]?limit|throttl|too_?many_?requests", Words)]
    private static partial Regex RateLimit();

    // 1302, 1303 and 1305: Zhipu's concurrency, frequency and load; 1002 and 1039: MiniMax's requests and tokens a
    // minute.
    [GeneratedRegex(
        @"rate[ _-]?limit|throttl|too[ _]?many[ _]?requests|requests? per (?:second|minute)|concurren\w* .{0,30}(?:limit|exceed)|并发|频率|速率"
        + @"|(?<=^(?:code|status_code): )(?:1302|1303|1305|1002|1039)$", Words | RegexOptions.Multiline)]
    private static partial Regex Busy();

    [GeneratedRegex("jinja|chat[ _]template|template", Words)]
    private static partial Regex Template();
}
