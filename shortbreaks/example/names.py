"""Names of made-up people and services; every one invented for the example county."""

FIRST = (
    "Amelia", "Noah", "Olivia", "Leo", "Isla", "Kai", "Freya", "Theo", "Harper", "Mason", "Ellie", "Jayden", "Ruby", "Finn",
    "Aisha", "Oliver", "Poppy", "Ravi", "Zara", "Mohammed", "Sofia", "Łukasz", "Zoë", "Ánh", "Chidi", "Niamh", "Dylan",
    "Maisie", "Tobi", "Yusuf", "Erin", "Ethan", "Sienna", "Caleb", "Priti", "Anya", "Reuben", "Beau", "Ottilie", "Siôn",
    "Chloé", "Björn", "Fatima", "Kofi", "Saoirse", "Mateusz", "İpek", "Ioannis", "Hanna", "Rhys", "Lola", "Archie",
)  # fmt: skip
LAST = (
    "O'Neill", "Whitbread", "Nguyễn", "Kowalski", "Fernandes", "Boateng", "Hartley", "Marsh", "Dunmore", "Okonkwo",
    "Pemberton", "Singh-Grewal", "Żółć", "Tanner", "Featherstone", "D'Arcy-Ó Súilleabháin", "Bridger", "Castell", "Osei",
    "Ashdown", "Lambourne", "Mbeki", "Ŵyn", "Harcourt", "Popescu", "Sandhu", "Weatherby", "Ferreira", "Kingsnorth",
    "Abara", "Littlewood", "Jóhannsson", "Ramsden", "Yilmaz", "Thorne", "Galloway", "Ito", "Penfold", "Quested", "Vidler",
)  # fmt: skip
ADULT = (
    "Grace",
    "Daniel",
    "Marta",
    "Sunita",
    "Peter",
    "Ngozi",
    "Helen",
    "Tomasz",
    "Linh",
    "Joy",
    "Karim",
    "Ruth",
    "Ewan",
    "Beth",
)
TOWNS = {
    "E07000105": ("Ashford", "Tenterden", "Charing"), "E07000106": ("Canterbury", "Herne Bay", "Whitstable"),
    "E07000107": ("Dartford", "Swanscombe"), "E07000108": ("Dover", "Deal", "Sandwich"),
    "E07000112": ("Folkestone", "Hythe", "New Romney"), "E07000109": ("Gravesend", "Northfleet"),
    "E07000110": ("Maidstone", "Staplehurst"), "E07000111": ("Sevenoaks", "Swanley", "Edenbridge"),
    "E07000113": ("Sittingbourne", "Faversham", "Sheerness"), "E07000114": ("Margate", "Ramsgate", "Broadstairs"),
    "E07000115": ("Tonbridge", "Snodland", "West Malling"), "E07000116": ("Tunbridge Wells", "Cranbrook", "Paddock Wood"),
}  # fmt: skip
# Outward codes that belong to a town, so that a made-up address rings true
OUTCODES = {
    "Ramsgate": "CT11", "Broadstairs": "CT10", "Margate": "CT9", "Dover": "CT16", "Deal": "CT14", "Sandwich": "CT13",
    "Herne Bay": "CT6", "Whitstable": "CT5", "Folkestone": "CT20", "Hythe": "CT21", "New Romney": "TN28",
    "Sittingbourne": "ME10", "Faversham": "ME13", "Sheerness": "ME12", "Tenterden": "TN30", "Cranbrook": "TN17",
    "Sevenoaks": "TN13", "Swanley": "BR8", "Edenbridge": "TN8", "Tonbridge": "TN9", "Snodland": "ME6",
    "West Malling": "ME19", "Dartford": "DA1", "Swanscombe": "DA10", "Gravesend": "DA12", "Northfleet": "DA11",
    "Paddock Wood": "TN12", "Tunbridge Wells": "TN2", "Ashford": "TN24", "Charing": "TN27", "Canterbury": "CT1",
    "Maidstone": "ME15", "Staplehurst": "TN12",
}  # fmt: skip
THEMES = (
    "Sandpiper", "Bright Tide", "Harbour Light", "Green Shore", "Lantern", "Kingfisher", "Hopfield", "Stargazer", "Windmill",
    "Little Lark", "Sunny Corner", "Tidepool", "Oast", "Samphire", "Orchard Lane", "Bluebell", "Cobnut", "Marsh Harrier",
    "Chalk Hill", "Weald", "Skylark", "Pebble", "Dragonfly", "Puddle", "Acorn", "Swallow", "Otter", "Beacon",
)  # fmt: skip
CLUBS = {
    "club": ("After School Club", "Drama Den", "Makers", "Gym Club", "Lego Club", "Sensory Club"),
    "youth": ("Youth", "Teens", "Friday Night", "Rovers"),
    "scheme": ("Play Scheme", "Holiday Scheme", "Summer Camp", "Forest School"),
    "weekend": ("Saturday Club", "Swim and Play", "Riders", "Weekenders", "Drop-in"),
    "family": ("Family Day", "Sibling Group"),
    "overnight": ("House", "Lodge"),
    "home": ("Sitters", "Home Support"),
    "carer": ("Carers",),
}  # fmt: skip
CONTACTS = ("Jo Pierce", "Sam Alder", "Dee Holt", "Lou Marsden", "Ash Cotter", "Pat Winslow", "Mo Farrant", "Kit Selby")
