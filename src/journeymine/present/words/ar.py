"""Arabic words of the pictures, the report and the dashboard."""

from __future__ import annotations

from journeymine.present.words.phrases import Phrases

ARABIC = Phrases(
    # Things
    stage="المرحلة",
    touchpoint="نقطة التماس",
    channel="القناة",
    team="الفريق المسؤول",
    source="المصدر",
    event="الحدث",
    customers="العملاء",
    journeys="الرحلات",
    carts="السلال",
    answers="الإجابات",
    effort="الجهد",
    voice="صوت العملاء",
    effect="الأثر في المتابعة",
    score="التقييم",
    conversion="التحويل",
    dropoff="الفقد",
    abandonment="السلال المتروكة",
    back_rate="الرجوع",
    waiting="وقت الانتظار",
    entered="الداخلون",
    everybody="الجميع",
    this_persona="هذه الشخصية",
    buyer_half="رحلة المشتري",
    owner_half="رحلة المالك",
    # What becomes of journeys and carts
    forward="تابعت",
    skip="قفزت إلى الأمام",
    back="رجعت",
    aside="بقيت في المرحلة",
    dropped="فُقدت",
    open="ما زالت مفتوحة",
    converted="تحولت",
    finished="تحولت وتوقفت هنا",
    goes_on="تستمر",
    ended="انتهت",
    other="أخرى",
    pooled="مجموعات صغيرة معًا",
    withheld="محجوب",
    unknown="غير معروف",
    no_name="بلا اسم",
    nothing_more="لا شيء بعد ذلك",
    not_seen="لا يظهر في البيانات",
    start="البداية",
    stops="التوقف",
    cart_added="أضيفت إلى السلة",
    cart_purchase="الشراء",
    cart_converted="اشتُريت",
    cart_abandoned="تُركت",
    cart_recovered="تُركت ثم اشتُريت لاحقًا",
    cart_emptied="أُفرغت",
    # Small patterns
    points="{value} نقطة مئوية",
    hours="{value} ساعة",
    between="من {low} إلى {high}",
    from_to="سابقًا {before}، الآن {after}",
    lost="فقد {rate}",
    label_count="{label} ({count})",
    cart_dies="تُرك هنا {rate}",
    cart_share="{rate} من كل السلال",
    step_number="الخطوة {step}",
    afterwards="بعد ذلك",
    no_currency="مال",
    # What every caption ends with
    basis="النافذة: {window}. الدخول: {entry}. حتى {as_of}.",
    window_never="تاريخ العميل كله رحلة واحدة",
    window_purchase="تبدأ رحلة جديدة بعد كل شراء",
    window_silence="تبدأ رحلة جديدة بعد صمت أطول من {split}",
    entry_first="أول حدث له نقطة تماس",
    # Drop-off
    dropoff_title="أكبر فقد عند {node}: تنتهي فيها {rate} من الرحلات المحسومة",
    dropoff_question="أين تنتهي الرحلات؟",
    dropoff_axis="الحصة من الرحلات التي دخلت",
    dropoff_caption=(
        "كل رحلة دخلت تُحسب مرة واحدة وفق آخر خروج لها (عدد الداخلين بين قوسين). "
        "الفقد = المفقود ÷ (الداخل − المفتوح)."
    ),
    dropoff_empty="لم تدخل أي رحلة مرحلة بعد، فلا فقد لعرضه.",
    # Journey map
    map_title="الخريطة: أكبر فقد في مرحلة {stage}، {rate} من رحلاتها المحسومة",
    map_question="خريطة رحلة العميل",
    map_caption=(
        "الأشرطة: العملاء مقارنة بأكثر نقاط التماس حركة. الأثر: معدل التقدم ناقص معدل بقية نقاط المرحلة، "
        "ويظهر حين "
        "لا يضم مجال الثقة 95% الصفر. أقل من {min_cell} من العملاء: محجوب."
    ),
    map_empty="الخريطة فارغة: لا نقطة تماس معرّفة ولا ظاهرة في البيانات.",
    lane_fate="ماذا حدث للرحلات",
    lane_feeling="شعور العملاء",
    lane_pain="أشد ما يؤلم",
    lane_touchpoints="نقاط التماس",
    no_pain="لا نقطة ألم",
    next_after="وسيط الوقت إلى المرحلة التالية: {time}",
    key_effect="الأثر في المتابعة",
    key_voice="صوت العملاء (من −1 إلى 1)",
    key_pain="هنا نقطة ألم",
    # First steps
    sankey_title="تُفقد {rate} من الرحلات خلال خطوتين، و{all} خلال الخطوات المعروضة",
    sankey_question="كيف تسير الرحلات في خطواتها الأولى؟",
    sankey_caption=(
        "الخطوات الأولى لكل رحلة جنبًا إلى جنب؛ الرجوع يظهر بالاسم نفسه في خطوة لاحقة. "
        "المجموعات الأقل من {min_cell} من العملاء مضمومة إلى «أخرى»."
    ),
    sankey_empty="الرحلات قصيرة جدًا أو العملاء أقل من أن تُعرض الخطوات الأولى.",
    sankey_line="الخطوة {step}: {start} ← {end}: {count}",
    # Pain points
    pains_title="{touchpoint}: {kind}، {difference} مقارنة ببقية المرحلة",
    pains_caption=(
        "الفرق عن بقية نقاط التماس في المرحلة مع مجال ثقة 95%؛ معدل الاكتشافات الخاطئة 5%. "
        "الأحمر: العملاء يقيّمونه أدنى أيضًا."
    ),
    pains_empty="لا نقطة ألم تتميز عن الصدفة.",
    pains_axis_share="الفرق عن بقية المرحلة (نقاط مئوية)",
    pains_axis_hours="الفرق عن بقية المرحلة (ساعات)",
    pains_axis_score="الفرق عن بقية المرحلة (التقييم من −1 إلى 1)",
    pain_drop="عملاء أكثر يغادرون",
    pain_back="عملاء أكثر يرجعون",
    pain_slow="يستغرق وقتًا أطول",
    pain_score="التقييمات أدنى",
    pain_friction="عملاء أكثر يتخلّون",
    voice_agrees="الصوت أدنى أيضًا: {score}",
    voice_differs="الصوت: {score}",
    voice_none="لا صوت مسموع",
    # Actions
    actions_title="أولًا: {fix}، الموضع: {touchpoint}",
    actions_caption=(
        "القيمة المعرضة خلال 30 يومًا = العملاء × (معدل المرحلة − معدل الموضع) × متوسط القيمة، مع مجالها؛ "
        "الترتيب وفق القيمة ÷ الجهد. قيم الإجراءات متداخلة: لا تُجمع."
    ),
    actions_empty="لا إجراء مقترح: لا نقطة ألم تتميز عن الصدفة.",
    actions_axis="القيمة المعرضة خلال 30 يومًا ({currency})",
    fixes={
        "remove_obstacle": "إزالة العائق",
        "clarify": "التوضيح",
        "shorten": "التسريع",
        "follow_up": "سؤال العملاء والمتابعة",
        "repair": "الإصلاح",
    },
    effort_low="قليل",
    effort_medium="متوسط",
    effort_high="كبير",
    # Carts
    carts_title="أكثر ما تُترك السلال عند «{step}»: {rate} مما وصل إليها",
    carts_question="إلى أين تصل السلال؟",
    carts_axis="الحصة من كل السلال",
    carts_caption=(
        "تُفتح السلة عند أول إضافة. متروكة: {abandon} بلا نشاط ولا شراء؛ اشتُريت لاحقًا: شراء خلال "
        "{recover} من ذلك. "
        "السلال المفتوحة لا تُحسب مفقودة. حتى {as_of}."
    ),
    carts_empty="لا سلال لعرضها، أو هي أقل من أن تُعرض.",
    friction_title="«{friction}» أشد ما يصاحب ترك السلال: {lift} في الاحتمال",
    friction_question="أي المتاعب تصاحب السلال المتروكة؟",
    friction_axis="كم ضعفًا في احتمال الترك (مقياس لوغاريتمي)",
    friction_caption=(
        "احتمال الترك مع العائق ÷ احتماله بدونه، مع مجال ثقة 95%؛ السلال المحسومة فقط. "
        "الرمادي: لا يُميَّز عن انعدام الفرق."
    ),
    friction_empty="لم تصادف سلال محسومة كافية أي عائق للمقارنة.",
    # Back and forth
    movement_title="{rate} من الانتقالات رجوع، وأكثرها من {start} إلى {end}",
    movement_question="كيف تنتقل الرحلات بين المراحل؟",
    movement_caption=(
        "اقرأ صفًا: من كل مغادرات المرحلة، الحصة (والعدد) التي ذهبت إلى كل عمود. "
        "الكهرماني: رجوع؛ الأزرق: تقدم؛ الرمادي: توقف الرحلة. الخانات قليلة العملاء فارغة."
    ),
    movement_empty="لم تنتقل أي رحلة بين المراحل بعد.",
    movement_from="من",
    movement_to="إلى",
    movement_line="{start} ← {end}: {count} ({rate})",
    loops_title="الحلقة {loop} يصاحبها فرق تحويل {difference}",
    loops_question="كم تكلف الحلقات؟",
    loops_axis="فرق التحويل (نقاط مئوية)",
    loops_caption=(
        "تحويل الرحلات التي فيها الحلقة ناقص تحويل رحلات بالطول نفسه دونها، مع مجال ثقة 95%. "
        "الرمادي: لا يُميَّز عن الصفر."
    ),
    loops_empty="لا حلقة في رحلات كافية لمعرفة كلفتها.",
    back_moves="الرجوع",
    back_detail="من كل الانتقالات بين المراحل",
    # Forks
    forks_stage="ما الذي يلي كل مرحلة",
    forks_touchpoint="ما الذي يلي كل نقطة تماس",
    forks_axis="الحصة من كل المغادرات",
    forks_caption="مواضع لها طريقان أو أكثر بحصة 10% فأكثر؛ كل شريط مجموع المغادرات كلها.",
    forks_empty="لا موضع له طريقان بحصة 10% فأكثر.",
    # Changes
    changes_title="أكبر تغير: {figure}، {difference}",
    changes_none="لا شيء تغير بأكثر من الصدفة",
    changes_axis="التغير (نقاط مئوية)",
    changes_caption=(
        "من {before_from} إلى {after_from} مقابل من {after_from} إلى {after_to}؛ مجالات 95% وقيم q لتعدد "
        "المقارنات. "
        "الرمادي: غير دال. الأحمر: أسوأ. الأخضر: أفضل."
    ),
    changes_empty="لا فترتان للمقارنة بعد.",
    better="أفضل",
    worse="أسوأ",
    not_significant="غير دال إحصائيًا",
    # Attribution
    attribution_title="{node}: {share} من التحويلات حسب {model}",
    attribution_axis="الحصة من التحويلات",
    attribution_caption=(
        "النقاط: {model} مع مجالات 95%. العلامات الرمادية: {other}. مجموع الحصص هو كل التحويلات."
    ),
    attribution_alone="النقاط: {model} مع مجالات 95%. مجموع الحصص هو كل التحويلات.",
    attribution_empty="لا تحويل بعد يمكن أن يُنسب إلى شيء.",
    attribution_assists="ساعد دون أن يكون الأخير: {count}",
    attribution_return="العائد على الإنفاق: {ratio}",
    attribution_cost="الكلفة: {money}",
    no_touch="دون تواصل قبله",
    models={
        "first": "أول تواصل",
        "last": "آخر تواصل",
        "linear": "أجزاء متساوية",
        "position": "أجزاء حسب الموضع",
        "decay": "أجزاء حسب العمر",
        "markov": "أثر الإزالة (ماركوف)",
        "shapley": "قيمة شابلي",
    },
    # Funnels
    funnel_title="يصل إلى النهاية {rate}؛ وأكثر الفقد بعد {step}",
    funnel_none="لا يصل أحد إلى النهاية؛ وأكثر الفقد بعد {step}",
    funnel_empty="لا أحد يخطو الخطوة الأولى، أو العدد أقل من أن يُعرض.",
    funnel_axis="نسبة من دخلوا",
    funnel_caption="الأعمدة: ما صار إليه من بلغوا كل خطوة، من بين كل من دخلوا.",
    funnel_lost="فُقدوا هنا",
    funnel_by_title="أكثر من يصل إلى النهاية: {group}، {rate}",
    funnel_by_axis="نسبة من يصلون إلى النهاية",
    funnel_by_caption=(
        "النقاط: نسبة من يصل إلى النهاية في كل مجموعة، مع مجالات 95%. الرمادي: لا يختلف عن البقية."
    ),
    funnel_times_title="نصف من يصلون إلى {step} لا يحتاجون أكثر من {time}",
    funnel_times_axis="الوقت منذ البداية (مقياس لوغاريتمي)",
    funnel_times_caption="النقاط: الوسيط؛ الخطوط: من المئين العاشر إلى التسعين.",
    funnel_next_title="الأكثر بعد {step}: {next}",
    funnel_next_axis="نسبة من كانوا عند الخطوة",
    funnel_next_caption="الأعمدة: ما جاء بعدها، وما صار إليه من فعلوه.",
    funnel_drivers_on="{event} يقترن بالتقدم: الأرجحية {ratio}",
    funnel_drivers_off="{event} يقترن بالفقد: الأرجحية {ratio}",
    funnel_drivers_none="لا حدث يقترن بالتقدم بأكثر من الصدفة",
    funnel_drivers_axis="نسبة أرجحية التقدم",
    funnel_drivers_caption=(
        "النقاط: نسب الأرجحية مع مجالات 95%. الرمادي: غير دال. الاقتران ليس بالضرورة سببًا."
    ),
    funnel_trend_title="نسبة من يصلون إلى النهاية بحسب البداية: {rate} في آخر فترة مكتملة",
    funnel_trend_axis="نسبة من يصلون إلى النهاية",
    funnel_trend_caption="كل نقطة: من بدأوا حينها، مع مجالات 95%. المفرغة: نوافذ لم تُغلق بعد.",
    funnel_curve_title="وصل {rate} بعد {time}",
    funnel_curve_axis="ساعات منذ البداية",
    funnel_curve_caption=(
        "الخط: نسبة من وصلوا حتى حينه (كابلان–ماير) مع مجال 95%. من لا يزالون مفتوحين يُحسبون بقدر ما عُرفوا."
    ),
    funnel_within="{median}، وتسعة من عشرة خلال {p90}",
    funnel_of_previous="{rate} من الخطوة السابقة",
    funnel_both="{one} ممن تقدموا، و{other} ممن فُقدوا",
    funnel_compare_caption=(
        "النقاط: من بين من كانوا عند الخطوة الأولى، نسبة من يصلون إلى كل خطوة في هذا القمع ناقص "
        "نسبتهم في الآخر، مع مجالات 95%. من قد يصلون بعدُ لا يُحسبون في أيٍّ منهما. الرمادي: غير دال."
    ),
    # Comparison
    compare_title="أكبر فرق: {figure}، {difference}",
    compare_none="لا شيء يختلف بأكثر من الصدفة",
    compare_axis="الفرق (نقاط مئوية)",
    compare_caption="{one} ناقص {other}؛ مجالات 95% وقيم q لتعدد المقارنات. الرمادي: غير دال.",
    compare_empty="عدد العملاء أقل من أن يُقارن.",
    one_against="{one} مقابل {other}",
    side_rest="البقية",
    side_generation="الجيل {generation}",
    side_cohort="فوج بلا اسم",
    # Experience
    experience_title="أدنى تقييم عند {place}: {score}",
    experience_question="ماذا يقول العملاء، وأين؟",
    experience_caption=(
        "تُنسب إجابة الاستبيان بالتساوي إلى نقاط تماس العميل في الأيام التي سبقتها، ما لم تسمِّ موضعًا. "
        "مجالات 95%؛ المواضع قليلة الإجابات محذوفة."
    ),
    experience_empty="لا استبيان له إجابات كافية للعرض.",
    experience_axes={
        "nps": "صافي الترويج NPS (من −100 إلى 100)",
        "csat": "متوسط الرضا CSAT (من 1 إلى 5)",
        "ces": "متوسط درجة الجهد CES (من 1 إلى 7)",
        "stars": "متوسط النجوم (من 1 إلى 5)",
    },
    # Personas
    personas_question="أين تُفقد كل شخصية مقارنة بالجميع؟",
    personas_sheet_caption=(
        "الأشرطة: الرحلات التي دخلت كل مرحلة مقارنة بأكثر مراحل الشخصية حركة؛ الأحمر: ما فُقد منها هناك."
    ),
    personas_caption="معدل الفقد في كل مرحلة للشخصية (نقطة) وللجميع (علامة رمادية).",
    personas_empty="لا شخصية معرّفة، أو لا شخصية لها عملاء كافون.",
    share_of_customers="من العملاء",
    median_steps="الخطوات، الوسيط",
    median_days="الأيام، الوسيط",
    mean_value="قيمة المشتري، المتوسط",
    # Headline
    where="أين نفقد العملاء",
    where_detail="تنتهي هناك {rate} من الرحلات المحسومة ({count})",
    why="لماذا",
    why_detail="{kind}: {difference}",
    cost="كم يكلف ذلك",
    cost_detail="خلال 30 يومًا، الموضع: {place}؛ {between}",
    cost_unknown="القيم غير معروفة، فلا يمكن معرفة الكلفة.",
    first="ما الذي نفعله أولًا",
    conversion_detail="من الرحلات المحسومة؛ المفتوحة لا تُحسب",
    # Report
    contents="المحتويات",
    skip_to_content="إلى المحتوى",
    read_as_text="اقرأ الشكل نصًا",
    how_computed="كيف حُسب هذا:",
    needs_script="تحتاج الأشكال إلى JavaScript؛ ويمكن قراءة كل شكل نصًا تحته.",
    edition="حتى {as_of} · الإصدار {generation} · التشغيل {run}",
    section_headline="نظرة سريعة",
    section_actions="ما الذي نفعله أولًا",
    section_lost="أين نفقد العملاء",
    section_carts="السلال",
    section_movement="ذهابًا وإيابًا",
    section_halves="المشترون والمالكون",
    section_personas="الشخصيات",
    section_voice="ماذا يقول العملاء",
    section_forks="مفترقات الطرق",
    section_changes="ما الذي تغير",
    section_method="كيف حُسبت هذه الأرقام",
    lead_actions="نقاط الألم محولة إلى إجراءات، وأولها الأكثر قيمة مقابل جهده.",
    lead_lost="الرحلة كلها في صفحة واحدة: كيف تسير، وأين تنتهي، وأين الألم.",
    lead_carts="إلى أين تصل السلال، وأين تُترك، وأي المتاعب تصاحب ذلك.",
    lead_movement="نادرًا ما تسير الرحلات في خط مستقيم: كم مرة ترجع، وكم تكلف الحلقات.",
    lead_halves="العميل مشترٍ حتى الشراء، ومالك بعده؛ وتتولى كلًا منهما فرق مختلفة.",
    lead_personas="العملاء مجمّعون وفق قواعد ملف الرحلة، ولكل مجموعة مسارها.",
    lead_voice="إجابات الاستبيانات منسوبة إلى المراحل ونقاط التماس التي سبقتها.",
    lead_forks="المواضع التي تفترق فيها الرحلات، وحصص ما يلي.",
    lead_changes="الفترة الأخيرة مقابل التي قبلها.",
    lead_method="التعريفات والإعدادات ومصير كل صف قُرئ.",
    # Tables
    what="ماذا",
    place="أين",
    customers_month="العملاء خلال 30 يومًا",
    value_month="القيمة المعرضة خلال 30 يومًا",
    loop="الحلقة",
    extra_time="وقت إضافي",
    conversion_difference="فرق التحويل",
    pair="بين",
    there="ذهابًا",
    back_again="إيابًا",
    ping_pong="ذهابًا وإيابًا",
    figure="المؤشر",
    before="سابقًا",
    after="الآن",
    difference="الفرق",
    verdict="الحكم",
    touchpoints="نقاط التماس",
    pain_points="نقاط الألم",
    value_largest="أكبر إجراء، 30 يومًا",
    files="الملفات",
    rows_read="الصفوف المقروءة",
    rows_loaded="المحمّلة",
    rows_rejected="المرفوضة",
    rows_duplicate="المكررة",
    adds_up="مطابق",
    yes="نعم",
    no="لا",
    total="المجموع",
    reason="السبب",
    rows="الصفوف",
    remedy="ما العمل",
    shown_of="المعروض: {shown} من {all} صفوف.",
    events="الأحداث",
    mapped="لها نقطة تماس",
    caption_loops="أكثر الحلقات ورودًا وما يصاحبها",
    caption_pairs="أزواج نقاط التماس التي تتنقل الرحلات بينها ذهابًا وإيابًا",
    caption_teams="ما يتولاه كل فريق",
    caption_changes="كل المؤشرات المقارنة",
    caption_sources="مصير كل صف: المقروء = المحمّل + المرفوض + المكرر",
    caption_rejects="لماذا رُفضت الصفوف",
    caption_hygiene="ما ليس من فعل العملاء: يُوسَم ويُستبعد من الأرقام ما لم يُبقِه ملف الرحلة",
    flag="موسوم بأنه",
    flags={
        "test": "اختبارات",
        "internal": "موظفو الشركة",
        "bot": "روبوتات",
        "runaway": "جلسات بلا نهاية",
    },
    in_figures="ضمن الأرقام",
    caption_coverage="أي الأحداث لها نقطة تماس: الأكبر بلا نقطة أولًا",
    ends_here="الرحلات التي تقع مرحلتها الأخيرة هنا",
    hand_over="التسليم من المشتري إلى المالك: {onward}، والعودة: {back}.",
    loses_most="أكبر فقد",
    definitions_title="التعريفات",
    definitions=(
        ("الرحلة", "أحداث العميل التي لها نقطة تماس، بالترتيب؛ {window}."),
        ("الجلسة", "تبدأ جلسة جديدة بعد انقطاع أطول من {session} دقيقة."),
        ("الخطوة", "مكوث واحد في مرحلة: أحداث فيها لا يتخللها غيرها."),
        (
            "المآل",
            "تحولت: بلغت مرحلة تُعد تحويلًا. مفتوحة: لم تتحول وآخر حدث لها قبل زمن البيانات بما لا يزيد "
            "على {inactive}. "
            "فُقدت: ما عدا ذلك. المفتوحة لا تُحسب مفقودة أبدًا.",
        ),
        ("الفقد", "المفقود ÷ (الداخل − المفتوح)، وفق مرحلة آخر خطوة في الرحلة."),
        ("السلة", "متروكة بعد {abandon} بلا نشاط ولا شراء؛ واشتُريت لاحقًا إذا تبعها شراء خلال {recover}."),
        ("نقطة الألم", "نقطة تماس أسوأ من بقية مرحلتها، بمعدل اكتشافات خاطئة 5%."),
        ("المجموعات الصغيرة", "الأرقام عن أقل من {min_cell} من العملاء محجوبة مع ما قد يكشفها."),
    ),
)
