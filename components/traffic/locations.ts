/**
 * Countries by continent as Route 53 places them; where its data has none, a query is answered by the default location. It knows no
 * address of BV, CX, EH and HM, hence takes no record for them.
 * Source: https://docs.aws.amazon.com/Route53/latest/DeveloperGuide/resource-record-sets-values-geo.html#rrsets-values-geo-location
 */
const COUNTRIES = {
  AF: `AO BF BI BJ BW CD CF CG CI CM CV DJ DZ EG ER ET GA GH GM GN GQ GW KE KM LR LS LY MA MG ML MR MU MW MZ NA NE NG RE RW SC SD
       SH SL SN SO SS ST SZ TD TG TN TZ UG YT ZA ZM ZW`,
  AN: "AQ GS TF",
  AS: `AE AF AM AZ BD BH BN BT CC CN GE HK ID IL IN IO IQ IR JO JP KG KH KP KR KW KZ LA LB LK MM MN MO MV MY NP OM PH PK PS QA SA
       SG SY TH TJ TM TR TW UZ VN YE`,
  EU: `AD AL AT AX BA BE BG BY CH CY CZ DE DK EE ES FI FO FR GB GG GI GR HR HU IE IM IS IT JE LI LT LU LV MC MD ME MK MT NL NO PL
       PT RO RS RU SE SI SJ SK SM UA VA XK`,
  NA: `AG AI AW BB BL BM BQ BS BZ CA CR CU CW DM DO GD GL GP GT HN HT JM KN KY LC MF MQ MS MX NI PA PM PR SV SX TC TT US VC VG VI`,
  OC: "AS AU CK FJ FM GU KI MH MP NC NF NR NU NZ PF PG PN PW SB TK TL TO TV UM VU WF WS",
  SA: "AR BO BR CL CO EC FK GF GY PE PY SR UY VE",
} as const;

/** `AF` Africa, `AN` Antarctica, `AS` Asia, `EU` Europe, `NA` North America, `OC` Oceania, `SA` South America. */
export type Continent = keyof typeof COUNTRIES;

export const CONTINENTS = Object.keys(COUNTRIES) as Continent[];

const CONTINENT_OF: ReadonlyMap<unknown, Continent> = new Map(
  CONTINENTS.flatMap((continent) => COUNTRIES[continent].split(/\s+/).map((country) => [country, continent] as const)),
);

/** Every country that a record may name, as ISO 3166-1 alpha-2. */
export const ROUTABLE_COUNTRIES = [...CONTINENT_OF.keys()] as string[];

/** Undefined for what Route 53 cannot place. */
export function continentOf(country: unknown): Continent | undefined {
  return CONTINENT_OF.get(country);
}
