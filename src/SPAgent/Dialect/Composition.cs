using System.Collections.Frozen;
using System.Text;

namespace SPAgent;

/// <summary>
/// Composes letters and their marks as Unicode's form C does, for lower-case Latin, Greek and Cyrillic, kana and
/// Hangul. The project runs without ICU (InvariantGlobalization), where <see cref="string.Normalize()"/> returns its
/// input. Marks are not reordered.
/// </summary>
internal static class Composition
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
        ['\u0342'] = "ἀἆἁἇἠἦἡἧἰἶἱἷὐὖὑὗὠὦὡὧαᾶηῆιῖϊῗυῦϋῧωῶ",
        ['\u0345'] = "ἀᾀἁᾁἂᾂἃᾃἄᾄἅᾅἆᾆἇᾇἠᾐἡᾑἢᾒἣᾓἤᾔἥᾕἦᾖἧᾗὠᾠὡᾡὢᾢὣᾣὤᾤὥᾥὦᾦὧᾧὰᾲαᾳάᾴᾶᾷὴῂηῃήῄῆῇὼῲωῳώῴῶῷ",
        ['\u3099'] = "かがきぎくぐけげこごさざしじすずせぜそぞただちぢつづてでとどはばひびふぶへべほぼうゔゝゞカガキギクグケゲコゴサザシジスズセゼソゾタダチヂツヅテデトドハバヒビフブヘベホボウヴワヷヰヸヱヹヲヺヽヾ",
        ['\u309a'] = "はぱひぴふぷへぺほぽハパヒピフプヘペホポ",
    }.ToFrozenDictionary();

    /// <summary>The composed text; marks that compose with nothing stay.</summary>
    public static string Compose(string text)
    {
        if (text.AsSpan().IndexOfAnyExceptInRange('\0', '\u02ff') < 0) return text;
        StringBuilder composed = new(text.Length);
        foreach (char c in text)
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
