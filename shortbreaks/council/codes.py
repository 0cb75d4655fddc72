"""The code lists the application ships: codes, the words said for them, and old names that mean the same."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Code:
    """One code of a list, its words, and older names by which files may call it."""

    code: str
    words: str
    old_names: tuple[str, ...] = ()


KENT_DISTRICTS = (
    Code("E07000105", "Ashford"), Code("E07000106", "Canterbury"), Code("E07000107", "Dartford"),
    Code("E07000108", "Dover"), Code("E07000112", "Folkestone and Hythe", ("Shepway",)),
    Code("E07000109", "Gravesham"), Code("E07000110", "Maidstone"), Code("E07000111", "Sevenoaks"),
    Code("E07000113", "Swale"), Code("E07000114", "Thanet"), Code("E07000115", "Tonbridge and Malling"),
    Code("E07000116", "Tunbridge Wells"),
)  # fmt: skip
MEDWAY = Code("E06000035", "Medway")

# What a child needs and a service caters for. The first thirteen are the CIN census's disability codes.
DISABILITIES = (
    Code("NONE", "No disability recorded"), Code("MOB", "Mobility"), Code("HAND", "Hand function"),
    Code("PC", "Personal care"), Code("INC", "Incontinence"), Code("COMM", "Communication"),
    Code("LD", "Learning"), Code("HEAR", "Hearing"), Code("VIS", "Vision"),
    Code("BEH", "Behaviour, with ADHD"), Code("CON", "Seizures"), Code("AUT", "Autism, diagnosed"),
    Code("DDA", "Other disability"),
)  # fmt: skip
SUPPORT = (
    Code("WHEEL", "Wheelchair"), Code("WHEEL_OUT", "Wheelchair outdoors"), Code("HOIST", "Hoist"),
    Code("CHANGING", "Changing place"), Code("RESCUE", "Rescue medicine"), Code("MEDS", "Daily medicine"),
    Code("TUBE", "Tube feeding"), Code("OXYGEN", "Oxygen"), Code("SUCTION", "Suction"),
    Code("DIABETES", "Diabetes care"), Code("ALLERGY", "Severe allergy"), Code("SIGN", "Signing"),
    Code("SYMBOLS", "Symbols or aid"), Code("QUIET", "Quiet room"), Code("TOILET", "Help with toilet"),
    Code("WANDER", "May run off"),
)  # fmt: skip

# What a bed has, and which needs it answers (R-B10)
BED_FEATURES = (
    Code("HOIST", "Hoist"), Code("WETROOM", "Wet room"), Code("GROUND", "Ground floor"),
    Code("NEAR", "Near night staff"), Code("QUIET", "Quiet end"), Code("POWER", "Power and oxygen points"),
)  # fmt: skip
ANSWERS = {
    "HOIST": ("HOIST",), "WETROOM": ("CHANGING",), "GROUND": ("WHEEL",), "NEAR": ("CON", "RESCUE", "WANDER"),
    "QUIET": ("QUIET",), "POWER": ("OXYGEN", "SUCTION", "TUBE"),
}  # fmt: skip

# R-D8: what a direct payment is not for; the other names are words by which a bank's line shows it
NOT_FOR = (
    Code("RELATIVE", "Relatives who live in the house"),  # known by the adults of the household
    Code("PUBLIC", "Services of the council, health or housing",
         ("council tax", "nhs", "hospital trust", "housing association", "school meals")),
    Code("EQUIPMENT", "NHS equipment", ("nrs healthcare", "medequip", "wheelchair service")),
    Code("CARE", "Residential care for long", ("care home", "nursing home")),
    Code("ALCOHOL", "Alcohol", ("wine", "wines", "off licence", "brewery", "liquor")),
    Code("TOBACCO", "Tobacco", ("vape", "vapes", "tobacco", "cigarettes")),
    Code("GAMBLING", "Gambling", ("betting", "casino", "lottery", "bingo", "bet365", "ladbrokes", "william hill", "paddy power")),
    Code("UNLAWFUL", "Drugs, or anything against the law", ("cannabis",)),
    Code("BILLS", "Household bills",
         ("british gas", "edf", "octopus energy", "south east water", "southern water", "tv licence", "mortgage", "rent")),
    Code("CLEANING", "Cleaning", ("cleaning", "cleaners", "laundrette")),
)  # fmt: skip

LISTS: dict[str, tuple[Code, ...]] = {
    "not_for": NOT_FOR,
    "kind": (
        Code("club", "After-school club"),
        Code("youth", "Youth group"),
        Code("scheme", "Holiday play scheme"),
        Code("weekend", "Weekend activity"),
        Code("family", "Family day"),
        Code("overnight", "Overnight stay"),
        Code("home", "Support at home"),
        Code("carer", "Short-break foster carer"),
        Code("other", "Other service"),
    ),
    "district": (*KENT_DISTRICTS, MEDWAY),
    "need": (*DISABILITIES, *SUPPORT),
    "bed_feature": BED_FEATURES,
    "level": (
        Code("mild", "Mild"),
        Code("moderate", "Moderate"),
        Code("severe", "Severe"),
        Code("profound", "Profound"),
    ),
    "sen_type": (
        Code("SPLD", "Specific learning difficulty"),
        Code("MLD", "Moderate learning difficulty"),
        Code("SLD", "Severe learning difficulty"),
        Code("PMLD", "Profound and multiple learning difficulty"),
        Code("SEMH", "Social, emotional and mental health", ("BESD", "ESBD")),
        Code("SLCN", "Speech, language and communication"),
        Code("HI", "Hearing impairment"),
        Code("VI", "Vision impairment"),
        Code("MSI", "Multi-sensory impairment"),
        Code("PD", "Physical disability"),
        Code("ASD", "Autistic spectrum disorder"),
        Code("OTH", "Other difficulty"),
        Code("NSA", "Not yet assessed"),
    ),
    "sen_provision": (
        Code("E", "Education, health and care plan", ("S",)),
        Code("K", "SEN support", ("A", "P")),
        Code("N", "None"),
    ),
    "primary_need": (
        Code("N1", "Abuse or neglect"),
        Code("N2", "Child's disability"),
        Code("N3", "Parent's illness"),
        Code("N4", "Family in acute stress"),
        Code("N5", "Family dysfunction"),
        Code("N6", "Behaviour"),
        Code("N7", "Low income"),
        Code("N8", "Absent parenting"),
        Code("N0", "N0"),
        Code("N9", "N9"),
    ),
    "benefit": (
        Code("UC", "Universal Credit"),
        Code("IS", "Income Support"),
        Code("JSA", "Income-based JSA"),
        Code("ESA", "Income-related ESA"),
        Code("WTC", "Working Tax Credit"),
        Code("CTC", "Child Tax Credit above the family element"),
    ),
    "evidence": (
        Code("DLA", "DLA letter"),
        Code("DLA_MID", "DLA letter, middle-rate care"),
        Code("DLA_HIGH", "DLA letter, high-rate care"),
        Code("PIP", "PIP letter"),
        Code("PRO", "Professional's letter"),
        Code("EHCP", "EHC plan"),
        Code("CFA", "Child and Family Assessment"),
        Code("SA", "Short Assessment"),
    ),
    "check": (
        Code("insurance", "Insurance"),
        Code("registration", "Registration"),
        Code("dbs", "DBS"),
        Code("first_aid", "First aid"),
    ),
    "transport": (
        Code("FAMILY", "The family brings and fetches"),
        Code("COUNCIL", "The council’s transport"),
        Code("TAXI", "A taxi that the council pays"),
        Code("PROVIDER", "The provider fetches and brings back"),
        Code("BUDGET", "The family’s own transport budget"),
        Code("NEEDED", "Needed; nobody provides it yet"),
    ),
    "cancel_reason": (
        Code("family", "The family changed plans"),
        Code("ill", "The child is ill"),
        Code("hospital", "In hospital"),
        Code("bereavement", "A death in the family"),
        Code("provider", "The provider cancelled"),
        Code("council", "The council cancelled"),
        Code("mistake", "Booked by mistake"),
    ),
    "absence_reason": (
        Code("ill", "The child is ill"),
        Code("catching", "Something catching at home"),
        Code("hospital", "In hospital"),
        Code("bereavement", "A death in the family"),
        Code("council_transport", "The council's transport did not come"),
        Code("sent_home", "The provider sent the child home"),
        Code("appointment", "A medical appointment"),
        Code("family_ill", "Somebody at home is ill"),
        Code("distressed", "Too anxious or distressed to come"),
        Code("did_not_want", "The child did not want to come"),
        Code("equipment", "Equipment or medicine was not ready"),
        Code("family_transport", "The family's transport fell through"),
        Code("weather", "Weather or road"),
        Code("school", "Kept late at school"),
        Code("religious", "A religious day"),
        Code("family_event", "A family event"),
        Code("holiday", "On holiday"),
        Code("forgot", "The family forgot"),
        Code("not_told", "The family had not been told"),
        Code("other", "Another reason"),
    ),
    "talk_outcome": (
        Code("transport", "Help with transport arranged"),
        Code("time", "Another day or time agreed"),
        Code("other_break", "Another break suits better"),
        Code("reminders", "Reminders before each break"),
        Code("child", "The break does not suit the child just now"),
        Code("crisis", "The family is in difficulty: passed to the social worker"),
        Code("contact", "Telephone or address put right"),
        Code("provider", "The provider's register was wrong"),
        Code("no_answer", "No answer after three tries"),
        Code("nothing", "Talked about, nothing to change"),
    ),
}
# R-C3: reasons for which nothing is charged and the allocation goes back
FREE_REASONS = frozenset({"ill", "hospital", "bereavement", "provider", "council", "mistake"})
# The same of what is said in a register: illness, and what the provider or the council brought about
FREE_ABSENCES = frozenset({"ill", "catching", "hospital", "bereavement", "council_transport", "sent_home", "not_told"})
ILLNESSES = frozenset({"ill", "catching", "hospital"})
# The CIN census's own codes: "none" stands with no other of them, and they decide whether behaviour is alone (R-E5)
CIN_CODES = frozenset(code.code for code in DISABILITIES)
# Equipment, medicine and support have no level; every other need may have one, also one the council added (R-E4)
SUPPORT_CODES = frozenset(code.code for code in SUPPORT)
# R-E3: the districts of Kent County Council, by the codes of the Office for National Statistics
KENT = frozenset(code.code for code in KENT_DISTRICTS)
