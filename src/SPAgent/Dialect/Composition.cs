using System.Buffers;
using System.Collections.Frozen;
using System.Text;

namespace SPAgent.Internal;

/// <summary>
/// Composes letters and their marks as Unicode's form C does, for lower-case letters of all scripts of the basic plane.
/// The project runs without ICU (InvariantGlobalization), where <see cref="string.Normalize()"/> returns its input.
/// Marks are not reordered.
/// </summary>
public static class Composition
{
    // Mark → pairs of a letter and the letter with the mark.
    private static readonly FrozenDictionary<char, string> Letters = new Dictionary<char, string>
    {
        ['\u0300'] = "aàeèiìoòuùüǜnǹеѐиѝēḕōṑwẁâầăằêềôồơờưừyỳἀἂἁἃἐἒἑἓἠἢἡἣἰἲἱἳὀὂὁὃὐὒὑὓὠὢὡὣαὰεὲηὴιὶοὸυὺωὼϊῒϋῢ",
        ['\u0301'] =
            "aáeéiíoóuúyýcćlĺnńrŕsśzźüǘgǵåǻæǽøǿϊΐαάεέηήιίϋΰοόυύωώгѓкќçḉēḗïḯkḱmḿõṍōṓpṕũṹwẃâấăắêếôốơớưứἀἄἁἅἐἔἑἕἠἤἡἥ"
            + "ἰἴἱἵὀὄὁὅὐὔὑὕὠὤὡὥ",
        ['\u0302'] = "aâeêiîoôuûcĉgĝhĥjĵsŝwŵyŷzẑạậẹệọộ",
        ['\u0303'] = "aãnñoõiĩuũvṽâẫăẵeẽêễôỗơỡưữyỹ",
        ['\u0304'] = "aāeēiīoōuūüǖäǟȧǡæǣǫǭöȫõȭȯȱyȳиӣуӯgḡḷḹṛṝαᾱιῑυῡ",
        ['\u0306'] = "aăeĕgğiĭoŏuŭийуўжӂаӑеӗȩḝạặαᾰιῐυῠ",
        ['\u0307'] = "cċeėgġzżaȧoȯbḃdḋfḟhḣmṁnṅpṗrṙsṡśṥšṧṣṩtṫwẇxẋyẏſẛ",
        ['\u0308'] = "aäeëiïoöuüyÿιϊυϋеёіїаӓәӛжӝзӟиӥоӧөӫэӭуӱчӵыӹhḧõṏūṻwẅxẍtẗ",
        ['\u0309'] = "aảâẩăẳeẻêểiỉoỏôổơởuủưửyỷ",
        ['\u030a'] = "aåuůwẘyẙ",
        ['\u030b'] = "oőuűуӳ",
        ['\u030c'] = "cčdďeělľnňrřsštťzžaǎiǐoǒuǔüǚgǧkǩʒǯjǰhȟ",
        ['\u030f'] = "aȁeȅiȉoȍrȑuȕѵѷ",
        ['\u0311'] = "aȃeȇiȋoȏrȓuȗ",
        ['\u0313'] = "αἀεἐηἠιἰοὀυὐωὠρῤ",
        ['\u0314'] = "αἁεἑηἡιἱοὁυὑωὡρῥ",
        ['\u031b'] = "oơuư",
        ['\u0323'] = "bḅdḍhḥkḳlḷmṃnṇrṛsṣtṭvṿwẉzẓaạeẹiịoọơợuụưựyỵ",
        ['\u0324'] = "uṳ",
        ['\u0325'] = "aḁ",
        ['\u0326'] = "sștț",
        ['\u0327'] = "cçgģkķlļnņrŗsştţeȩdḑhḩ",
        ['\u0328'] = "aąeęiįuųoǫ",
        ['\u032d'] = "dḓeḙlḽnṋtṱuṷ",
        ['\u032e'] = "hḫ",
        ['\u0330'] = "eḛiḭuṵ",
        ['\u0331'] = "bḇdḏkḵlḻnṉrṟtṯzẕhẖ",
        ['\u0338'] = "←↚→↛↔↮⇐⇍⇔⇎⇒⇏∃∄∈∉∋∌∣∤∥∦∼≁≃≄≅≇≈≉=≠≡≢≍≭<≮>≯≤≰≥≱≲≴≳≵≶≸≷≹≺⊀≻⊁⊂⊄⊃⊅⊆⊈⊇⊉⊢⊬⊨⊭⊩⊮⊫⊯≼⋠≽⋡⊑⋢⊒⋣⊲⋪⊳⋫⊴⋬⊵⋭",
        ['\u0342'] = "ἀἆἁἇἠἦἡἧἰἶἱἷὐὖὑὗὠὦὡὧαᾶηῆιῖϊῗυῦϋῧωῶ",
        ['\u0345'] = "ἀᾀἁᾁἂᾂἃᾃἄᾄἅᾅἆᾆἇᾇἠᾐἡᾑἢᾒἣᾓἤᾔἥᾕἦᾖἧᾗὠᾠὡᾡὢᾢὣᾣὤᾤὥᾥὦᾦὧᾧὰᾲαᾳάᾴᾶᾷὴῂηῃήῄῆῇὼῲωῳώῴῶῷ",
        ['\u0653'] = "\u0627\u0622",
        ['\u0654'] = "\u0627\u0623\u0648\u0624\u064a\u0626\u06d5\u06c0\u06c1\u06c2\u06d2\u06d3",
        ['\u0655'] = "\u0627\u0625",
        ['\u093c'] = "\u0928\u0929\u0930\u0931\u0933\u0934",
        ['\u09be'] = "\u09c7\u09cb",
        ['\u09d7'] = "\u09c7\u09cc",
        ['\u0b3e'] = "\u0b47\u0b4b",
        ['\u0b56'] = "\u0b47\u0b48",
        ['\u0b57'] = "\u0b47\u0b4c",
        ['\u0bbe'] = "\u0bc6\u0bca\u0bc7\u0bcb",
        ['\u0bd7'] = "\u0b92\u0b94\u0bc6\u0bcc",
        ['\u0c56'] = "\u0c46\u0c48",
        ['\u0cc2'] = "\u0cc6\u0cca",
        ['\u0cd5'] = "\u0cbf\u0cc0\u0cc6\u0cc7\u0cca\u0ccb",
        ['\u0cd6'] = "\u0cc6\u0cc8",
        ['\u0d3e'] = "\u0d46\u0d4a\u0d47\u0d4b",
        ['\u0d57'] = "\u0d46\u0d4c",
        ['\u0dca'] = "\u0dd9\u0dda\u0ddc\u0ddd",
        ['\u0dcf'] = "\u0dd9\u0ddc",
        ['\u0ddf'] = "\u0dd9\u0dde",
        ['\u102e'] = "\u1025\u1026",
        ['\u1b35'] =
            "\u1b05\u1b06\u1b07\u1b08\u1b09\u1b0a\u1b0b\u1b0c\u1b0d\u1b0e\u1b11\u1b12\u1b3a\u1b3b\u1b3c\u1b3d"
            + "\u1b3e\u1b40\u1b3f\u1b41\u1b42\u1b43",
        ['\u3099'] = "かがきぎくぐけげこごさざしじすずせぜそぞただちぢつづてでとどはばひびふぶへべほぼうゔゝゞカガキギクグケゲコゴサザシジスズセゼソゾタダチヂツヅテデトドハバヒビフブヘベホボウヴワヷヰヸヱヹヲヺヽヾ",
        ['\u309a'] = "はぱひぴふぷへぺほぽハパヒピフプヘペホポ",
    }.ToFrozenDictionary();

    // Vowels and tails of Hangul compose too.
    private static readonly SearchValues<char> s_marks = SearchValues.Create([.. Letters.Keys,
        .. Enumerable.Range(0x1161, 21).Concat(Enumerable.Range(0x11A8, 27)).Select(value => (char)value)]);

    /// <summary>The composed text in lower case; marks that compose with nothing stay, and so does a text without
    /// any.</summary>
    public static string Compose(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        if (!text.AsSpan().ContainsAny(s_marks)) return text;
        StringBuilder composed = new(text.Length);
        foreach (char c in text.ToLowerInvariant())
        {
            if (composed.Length > 0 && Compose(composed[^1], c) is char whole) composed[^1] = whole;
            else composed.Append(c);
        }

        return composed.ToString();
    }

    private static char? Compose(char letter, char mark)
    {
        // Hangul is arithmetic: 19 leads × 21 vowels × 28 tails, the tail 0 being none.
        if (letter is >= '\u1100' and < '\u1113' && mark is >= '\u1161' and < '\u1176')
        {
            return (char)(0xAC00 + ((letter - 0x1100) * 21 + mark - 0x1161) * 28);
        }

        bool openSyllable = letter is >= '\uAC00' and <= '\uD7A3' && (letter - 0xAC00) % 28 == 0;
        if (openSyllable && mark is > '\u11A7' and < '\u11C3') return (char)(letter + mark - 0x11A7);
        if (!Letters.TryGetValue(mark, out string? pairs)) return null;
        for (int i = 0; i < pairs.Length; i += 2)
        {
            if (pairs[i] == letter) return pairs[i + 1];
        }

        return null;
    }
}
