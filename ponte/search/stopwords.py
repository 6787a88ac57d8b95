"""Words that say nothing of a subject, in each official language of the EU.

Short on purpose: a word left out costs a little, a word too many hides records.
"""

_LISTS = {
    "bg": "и в във на за с със от по до при че да се са е не или а но това тази този тези който "
    "която което които как като през към след още ще",
    "cs": "a i v ve na za s se z ze do o od po pro při k ke u je jsou být jako že který která "
    "které kteří nebo ale není to ten ta aby",
    "da": "og i på af for til med en et den det de er at som om fra ved har ikke eller men der "
    "kan skal hvor hvad",
    "de": "und oder in im an am auf aus bei beim mit nach von vom zu zum zur für über unter der "
    "die das den dem des ein eine einen einem einer eines ist sind war nicht auch als wie wer "
    "was wo dass durch es sich",
    "el": "και ή σε στο στη στην στον στα στις στους με από για το τα ο η οι του της των τον την "
    "τους τις ένα μια ένας είναι που πως δεν να θα ως προς",
    "en": "a an and are as at be been but by can do does for from had has have how if in into is "
    "it its of on or our that the their them then there these they this those to was we were "
    "what when where which while who why will with you your i s t",
    "es": "y o e u de del la las el los un una unos unas en con por para a al que es son como se "
    "su sus lo no si más pero entre sobre sin",
    "et": "ja või on ei et see ka kui oma ning mis kes kuidas aga ta nad selle seda",
    "fi": "ja tai on ei se että ne kun kuin myös mutta joka jotka mitä miten sekä ovat oli hän",
    "fr": "et ou de du des le la les un une en dans par pour sur avec sans au aux à que qui quoi "
    "est sont ce cet cette ces son sa ses se il elle ils elles ne pas plus comme mais dont où",
    "ga": "agus nó i in ar as le leis an na a ag go do de ó faoi is tá bhí ní mar ach sa san",
    "hr": "i ili u na za s sa od do o po pri iz je su se da ne kao koji koja koje kako što to "
    "ali te",
    "hu": "és vagy a az egy hogy nem is van volt meg de ha mint ez azt ezt aki ami hogyan",
    "it": "e o ed di del dello della dei degli delle la le il lo i gli un uno una in nel nella "
    "nei nelle con per su sul sulla a al alla ai alle da dal dalla che è sono come si non ma tra "
    "fra anche",
    "lt": "ir ar į iš su be už nuo iki prie per apie yra buvo kad kaip kas kuris kuri tai ne bet "
    "o taip",
    "lv": "un vai ir no uz ar par pie pēc līdz kas kā ka tas tā bet arī nav lai",
    "mt": "u jew fi ta ma bi għal minn lil il l is it in ir id ix iż li dan din huwa hija mhux "
    "kif fl tal mal bil mill għall biex",
    "nl": "en of de het een in op van voor met aan bij door over uit naar te is zijn was niet "
    "ook als dat die dit er om tot hoe wat wie waar",
    "pl": "i lub w we na za z ze do o od po dla przy jest są się nie jak że który która które "
    "to ten ta oraz a ale przez",
    "pt": "e ou de do da dos das o a os as um uma uns umas em no na nos nas com por pelo pela "
    "para ao aos à às que é são como se não mais mas sobre",
    "ro": "și sau de din la în pe cu pentru prin un o unei unui este sunt care ce ca să nu mai "
    "dar cum al ale a ai",
    "sk": "a i v vo na za s so z zo do o od po pre pri k ku u je sú ako že ktorý ktorá ktoré "
    "alebo ale nie to ten tá aby sa",
    "sl": "in ali v na za z s iz od do o po pri je so se da ne kot ki kako kaj to ta pa",
    "sv": "och eller i på av för till med en ett den det de är att som om från vid har inte men "
    "kan ska hur vad där",
}

STOPWORDS = {language: frozenset(text.split()) for language, text in _LISTS.items()}
