using System.Text.Json.Nodes;
using YamlDotNet.Core;
using YamlDotNet.Core.Events;

namespace SPAgent;

/// <summary>
/// The YAML between two lines of three dashes at the top of a README. It comes from a stranger: at most 1 MB, no
/// aliases, which could unfold without end, and every scalar is a text.
/// </summary>
internal static class FrontMatter
{
    private const int Longest = 1 << 20;
    private const int Deepest = 32;

    /// <summary>What stands there; null where there is none.</summary>
    /// <exception cref="InvalidDataException">It is too long, or no YAML.</exception>
    public static JsonNode? Read(string file)
    {
        if (Text(file) is not { } text) return null;
        try
        {
            var parser = new Parser(new StringReader(text));
            parser.Consume<StreamStart>();
            if (!parser.TryConsume<DocumentStart>(out _)) return null;
            return Node(parser, 1);
        }
        catch (YamlException error)
        {
            string line = error.Message.Split('\n', 2)[0];
            throw new InvalidDataException($"its front matter can't be read, line {error.Start.Line + 1}: {line}",
                error);
        }
    }

    private static string? Text(string file)
    {
        using var reader = new StreamReader(file);
        if (Line(reader)?.TrimEnd() != "---") return null;
        var lines = new List<string>();
        int length = 0;
        while (Line(reader) is { } line)
        {
            if (line.TrimEnd() == "---") return string.Join('\n', lines);
            length += line.Length + 1;
            if (length > Longest) break;
            lines.Add(line);
        }

        throw new InvalidDataException(length > Longest
            ? $"its front matter is longer than {Longest:N0} letters."
            : "its front matter has no end: a line of three dashes is expected.");
    }

    /// <summary>A line, cut off where it is longer than all of it may be.</summary>
    private static string? Line(StreamReader reader)
    {
        var line = new System.Text.StringBuilder();
        int letter;
        while ((letter = reader.Read()) >= 0 && letter != '\n' && line.Length <= Longest) line.Append((char)letter);
        return letter < 0 && line.Length == 0 ? null : line.ToString();
    }

    private static JsonNode? Node(Parser parser, int depth)
    {
        if (depth > Deepest)
        {
            throw new InvalidDataException($"its front matter is nested deeper than {Deepest} levels.");
        }

        switch (parser.Consume<ParsingEvent>())
        {
            case Scalar scalar:
                bool isNull = scalar.IsPlainImplicit && scalar.Value is "" or "null" or "~";
                return isNull ? null : JsonValue.Create(scalar.Value);
            case AnchorAlias:
                throw new InvalidDataException("its front matter holds an alias, which is not read. Write it out.");
            case SequenceStart:
                var list = new JsonArray();
                while (!parser.TryConsume<SequenceEnd>(out _)) list.Add(Node(parser, depth + 1));
                return list;
            case MappingStart:
                var named = new JsonObject();
                while (!parser.TryConsume<MappingEnd>(out _))
                {
                    string key = parser.Consume<Scalar>().Value;
                    named[key] = Node(parser, depth + 1);
                }

                return named;
            default: return null;
        }
    }
}
