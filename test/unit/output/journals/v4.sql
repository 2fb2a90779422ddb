-- A run.db as schema 4 wrote it (v3.sql after its migration); for the migration tests. Never changed.
PRAGMA foreign_keys=OFF;
BEGIN TRANSACTION;
CREATE TABLE run (
  id INTEGER PRIMARY KEY CHECK (id = 1),
  run_id TEXT NOT NULL,
  command TEXT NOT NULL,            -- run | demo | iterate
  version TEXT NOT NULL,            -- of the program that began it
  provider TEXT NOT NULL,           -- sim | openai
  language TEXT NOT NULL,
  seed INTEGER NOT NULL,
  profiles_source TEXT NOT NULL,
  first_iteration INTEGER NOT NULL,
  continues TEXT,                   -- JSON, as in run.json
  tune_after_last INTEGER NOT NULL,
  currency TEXT NOT NULL,
  confidence REAL NOT NULL,
  started_at TEXT NOT NULL,
  finished_at TEXT,
  stopped TEXT,                     -- why it ended; NULL: it has not
  stop_detail TEXT,
  stop_code TEXT,
  resumable INTEGER NOT NULL DEFAULT 1,
  cost REAL,
  cost_known INTEGER,
  wall_sec REAL,
  spend TEXT,                       -- JSON by role
  comparison TEXT                   -- JSON, as in run.json
, prices TEXT, truth TEXT) STRICT;
INSERT INTO run VALUES(1,'x','run','0.1.0','sim','es',1,'built-in samples',1,NULL,0,'USD',0.94999999999999995559,'2026-11-26T05:54:27Z','2026-11-26T05:54:27Z','max_iterations','Ran the 2 iterations that loop.max_iterations allows.','none',0,0.28020559999999999911,1,0.28615177200000002644,'{"planner":{"calls":2,"failures":0,"retries":0,"input":5301,"cached_input":0,"output":486,"reasoning":0},"customer":{"calls":196,"failures":0,"retries":0,"input":249302,"cached_input":100992,"output":8814,"reasoning":0},"proactive":{"calls":194,"failures":0,"retries":0,"input":215217,"cached_input":0,"output":16628,"reasoning":0},"judge":{"calls":111,"failures":0,"retries":0,"input":226244,"cached_input":164352,"output":11479,"reasoning":0},"tuner":{"calls":1,"failures":0,"retries":0,"input":3082,"cached_input":0,"output":472,"reasoning":0}}',NULL,NULL,NULL);
CREATE TABLE sessions (
  session INTEGER PRIMARY KEY,
  started_at TEXT NOT NULL,
  ended_at TEXT,                    -- NULL: killed, or still at work
  version TEXT NOT NULL,
  pid INTEGER NOT NULL,
  wall_sec REAL NOT NULL DEFAULT 0, -- until its last commit
  in_flight_at_end INTEGER          -- calls without an outcome that it left; counted by the next
) STRICT;
INSERT INTO sessions VALUES(1,'2026-11-26T05:54:27.611Z','2026-11-26T05:54:28.008Z','0.1.0',1998,0.37491165700000000926,NULL);
CREATE TABLE settings (
  key TEXT PRIMARY KEY,
  value TEXT NOT NULL,              -- as TOML writes it
  origin TEXT NOT NULL
) STRICT, WITHOUT ROWID;
INSERT INTO settings VALUES('prices.gpt-4.1-mini.cached_input','0.1','default');
INSERT INTO settings VALUES('prices.gpt-4.1-mini.input','0.4','default');
INSERT INTO settings VALUES('prices.gpt-4.1-mini.output','1.6','default');
INSERT INTO settings VALUES('prices.gpt-4.1.cached_input','0.5','default');
INSERT INTO settings VALUES('prices.gpt-4.1.input','2','default');
INSERT INTO settings VALUES('prices.gpt-4.1.output','8','default');
INSERT INTO settings VALUES('run.csv','true','flag --csv');
INSERT INTO settings VALUES('run.journal','"durable"','default');
INSERT INTO settings VALUES('run.language','"es"','default');
INSERT INTO settings VALUES('run.output','"runs"','flag --out');
INSERT INTO settings VALUES('run.profiles','""','default');
INSERT INTO settings VALUES('run.prompts','""','default');
INSERT INTO settings VALUES('run.provider','""','default');
INSERT INTO settings VALUES('run.reproducible','false','default');
INSERT INTO settings VALUES('run.seed','1','default');
INSERT INTO settings VALUES('run.skip_invalid','false','default');
CREATE TABLE prompts (
  name TEXT PRIMARY KEY,
  digest TEXT NOT NULL
) STRICT, WITHOUT ROWID;
INSERT INTO prompts VALUES('baseline_objectives','545f01cfaec1393ca1160bdef327361b');
INSERT INTO prompts VALUES('baseline_seed','e1d59f22b71a8f5056395805741f5366');
CREATE TABLE profiles (
  customer_id TEXT PRIMARY KEY,
  cohort TEXT NOT NULL,
  digest TEXT NOT NULL,
  document TEXT NOT NULL            -- the profile, JSON
) STRICT, WITHOUT ROWID;
INSERT INTO profiles VALUES('C0001','vocal_insatisfecho','cb52f8ff8e39753acd730095d40da801','{"customer_id":"C0001","cohort":{"vocal":true,"satisfied":false},"persona":{"name":"Karen Ruiz","age":36,"location":"CDMX","bio":"Compró SUV seminueva hace 2 meses. Enojada por retraso en papeles."},"purchase":{"vehicle":"SUV 2021","price":365000,"last_purchase_days":65,"channel":"online"},"history":{"past_nps":3,"tickets":[{"issue":"documentación","sentiment":-0.6,"last_touch_days":10}],"messages":[{"role":"customer","content":"Ya pasaron dos semanas y nadie me entrega los papeles."}]},"risk_signals":{"churn_est":0.45,"value_segment":"VE"}}');
INSERT INTO profiles VALUES('C0002','vocal_satisfecho','be038a56e02e57ffdeb16c9bf8160da6','{"customer_id":"C0002","cohort":{"vocal":true,"satisfied":true},"persona":{"name":"Begoña Herrera","age":32,"location":"Morelia","bio":"Abogada. Compró hatchback eléctrico seminuevo hace 17 meses. Busca siempre la mejor oferta antes de decidir."},"purchase":{"vehicle":"Hatchback eléctrico 2023","price":512000,"last_purchase_days":516,"channel":"agencia"},"history":{"past_nps":9,"tickets":[],"messages":[{"role":"customer","content":"Me gustó que respetaran el precio. ¿Hay descuento en el servicio?"}]},"risk_signals":{"churn_est":0.15,"value_segment":"VE"}}');
CREATE TABLE config_changes (
  change INTEGER PRIMARY KEY,
  session INTEGER NOT NULL,
  at TEXT NOT NULL,
  iteration INTEGER NOT NULL,       -- that was going on; 0: none
  how TEXT NOT NULL,                -- live | resume
  key TEXT NOT NULL,
  before TEXT NOT NULL,
  after TEXT NOT NULL
) STRICT;
INSERT INTO config_changes VALUES(1,1,'2026-11-26T05:54:00.000Z',1,'live','conversation.judges','8','4');
CREATE TABLE intents (
  call INTEGER PRIMARY KEY,         -- in the order of asking
  session INTEGER NOT NULL,
  iteration INTEGER NOT NULL,
  customer_id TEXT NOT NULL,
  role TEXT NOT NULL,
  turn INTEGER NOT NULL,
  replicate INTEGER NOT NULL,
  reask INTEGER NOT NULL,
  model TEXT NOT NULL,
  digest TEXT NOT NULL,             -- of the request, 32 hexadecimal digits
  worst_tokens INTEGER NOT NULL,    -- input and output, at most
  worst_cost REAL NOT NULL,
  asked_at TEXT NOT NULL
, input_bytes INTEGER, judgement INTEGER NOT NULL DEFAULT 0, arm INTEGER NOT NULL DEFAULT 0) STRICT;
INSERT INTO intents VALUES(1,1,1,'','planner',0,0,0,'gpt-4.1','adfcfd1eda6bc05277664d0e24eb05e4',7228,0.021655999999999998167,'2026-11-26T05:54:27.634Z',NULL,0,0);
INSERT INTO intents VALUES(22,1,1,'C0002','proactive',1,0,0,'gpt-4.1-mini','38586dfe2a02d6aa438758fe855b4235',4363,0.0022060000000000000615,'2026-11-26T05:54:27.639Z',NULL,0,0);
INSERT INTO intents VALUES(47,1,1,'C0001','proactive',1,0,0,'gpt-4.1-mini','af67e3bf7216bfd344607cb9ed87f4f5',4332,0.0021936000000000004106,'2026-11-26T05:54:27.640Z',NULL,0,0);
INSERT INTO intents VALUES(84,1,1,'C0002','customer',1,0,0,'gpt-4.1-mini','0bf5842cc2215582240b21891d09d533',5125,0.0023572000000000002672,'2026-11-26T05:54:27.687Z',NULL,0,0);
INSERT INTO intents VALUES(101,1,1,'C0001','customer',1,0,0,'gpt-4.1-mini','46c48dc16ccaeb8a6d4a35b9e61385dd',5052,0.0023279999999999997743,'2026-11-26T05:54:27.689Z',NULL,0,0);
INSERT INTO intents VALUES(136,1,1,'C0002','proactive',2,0,0,'gpt-4.1-mini','1a782bb90e504babfbdf285d0a0e66fe',5100,0.0025008000000000000714,'2026-11-26T05:54:27.700Z',NULL,0,0);
INSERT INTO intents VALUES(141,1,1,'C0001','proactive',2,0,0,'gpt-4.1-mini','b7ffd364c3b0670815bf1962dc97faba',5087,0.0024956000000000001619,'2026-11-26T05:54:27.705Z',NULL,0,0);
INSERT INTO intents VALUES(176,1,1,'C0002','customer',2,0,0,'gpt-4.1-mini','0610c107353b06a79cc28435758feedd',5587,0.0025419999999999999887,'2026-11-26T05:54:27.716Z',NULL,0,0);
INSERT INTO intents VALUES(181,1,1,'C0001','customer',2,0,0,'gpt-4.1-mini','84888f73fa529abeb3d1bc6bdb18c4b4',5584,0.0025408000000000001764,'2026-11-26T05:54:27.718Z',NULL,0,0);
INSERT INTO intents VALUES(202,1,1,'C0002','proactive',3,0,0,'gpt-4.1-mini','586f5c8360b5b2b20cc004403da2289c',5645,0.0027187999999999999493,'2026-11-26T05:54:27.727Z',NULL,0,0);
INSERT INTO intents VALUES(207,1,1,'C0001','proactive',3,0,0,'gpt-4.1-mini','727bd8bd2ffa381ce0ac9d3315ec18f0',5617,0.0027076000000000001108,'2026-11-26T05:54:27.730Z',NULL,0,0);
INSERT INTO intents VALUES(223,1,1,'C0002','customer',3,0,0,'gpt-4.1-mini','cad9ba3e0bdc15c2237d0c9144a6df94',5994,0.0027048000000000002596,'2026-11-26T05:54:27.735Z',NULL,0,0);
INSERT INTO intents VALUES(228,1,1,'C0001','customer',3,0,0,'gpt-4.1-mini','9682dd3c1acac4b54ce2dc4458af16d9',6007,0.0027099999999999997354,'2026-11-26T05:54:27.738Z',NULL,0,0);
INSERT INTO intents VALUES(241,1,1,'C0002','judge',3,0,0,'gpt-4.1-mini','475b207d7e05c60d2ac8f393f16a9b33',9102,0.0042551999999999997811,'2026-11-26T05:54:27.745Z',NULL,0,0);
INSERT INTO intents VALUES(247,1,1,'C0001','judge',3,0,0,'gpt-4.1-mini','5fadf7f7bb9f9aadb60e1572cc9527d1',8931,0.0041868000000000000701,'2026-11-26T05:54:27.748Z',NULL,0,0);
INSERT INTO intents VALUES(250,1,1,'','tuner',0,0,0,'gpt-4.1','1eee7fdd0a48d536c598f6844ad1b501',11725,0.035449999999999995403,'2026-11-26T05:54:27.755Z',NULL,0,0);
INSERT INTO intents VALUES(251,1,1,'','judge',0,0,1,'gpt-4.1','feedfeedfeedfeedfeedfeedfeedfeed',900,0.5,'2026-11-26T05:54:27.755Z',NULL,0,0);
CREATE TABLE outcomes (
  call INTEGER PRIMARY KEY REFERENCES intents (call),
  answered INTEGER NOT NULL,
  failure TEXT,                     -- code, when not answered
  detail TEXT NOT NULL,             -- one line, when not answered
  finish TEXT,
  text TEXT,                        -- the reply
  model TEXT,                       -- the snapshot that answered
  response_id TEXT,
  request_id TEXT,
  attempts INTEGER NOT NULL,
  input_tokens INTEGER NOT NULL,
  cached_tokens INTEGER NOT NULL,   -- part of input_tokens
  output_tokens INTEGER NOT NULL,
  reasoning_tokens INTEGER NOT NULL,
  usage_reported INTEGER NOT NULL,
  cost REAL,                        -- NULL: the model has no price
  queued_ms REAL NOT NULL,
  first_token_ms REAL NOT NULL,
  latency_ms REAL NOT NULL,
  ended_at TEXT NOT NULL
, source TEXT NOT NULL DEFAULT 'provider') STRICT;
INSERT INTO outcomes VALUES(1,1,NULL,'','stop','{"prompt_seed":"Escribes en nombre de una empresa que vende vehículos seminuevos. Tu objetivo es que cada cliente siga con la empresa, la recomiende y encuentre fácil el siguiente paso.\n\nEscribe un mensaje propio para la persona: parte de lo que dice su perfil y de lo que ya se habló, y deja claro qué puede hacer a continuación.\n\nLímites que no se negocian: di solo lo que los datos sustentan y no inventes plazos, importes ni hechos; promete solo lo que la empresa puede cumplir; no pidas contraseñas, datos bancarios ni documentos por mensaje; no presiones, no culpes y no compares con otros clientes; si la persona no quiere seguir, despídete y no insistas.","tone":"neutral-profesional","template":"seguimiento","objectives":["que el cliente siga con la empresa","que el siguiente paso quede claro"],"max_turns":3,"cohort_rules":[]}','gpt-4.1-2025-04-14','resp_8ac257306cf603088c83d0488e4d75534ad4f7c98bc5fc3a','req_11e3feab67542c26866562b9f488788f',1,1608,0,206,0,1,0.0048639999999999994004,0.0060000000000000001249,0.54400000000000003907,0.61499999999999999111,'2026-11-26T05:54:27.638Z','provider');
INSERT INTO outcomes VALUES(22,1,NULL,'','stop','{"message":"Buen día, le escribe su agencia. Es parte de nuestro contacto habitual con quienes nos compraron un auto. Nuestro equipo revisa cada mensaje que llega por este canal. Queremos saber cómo va todo con su compra y si hay algo en lo que podamos ayudar. Puede contarnos lo que guste por este medio, sin compromiso alguno. Su opinión nos sirve para mejorar lo que hacemos todos los días. Nos gustaría conocer su experiencia con nosotros hasta ahora. Gracias por leer.","template":"seguimiento","tone":"neutral","cta":"ninguno"}','gpt-4.1-mini-2025-04-14','resp_50335fe81d2df9e5b996ec277466a98f4ffc166281f8b46d','req_472012190cd07492c1449da5091d9425',1,1012,0,117,0,1,0.00059199999999999996982,0.0,17.637000000000000454,17.655999999999998806,'2026-11-26T05:54:27.687Z','provider');
INSERT INTO outcomes VALUES(47,1,NULL,'','stop','{"message":"Hola, le escribimos de su agencia. Queremos saber cómo va todo con su compra y si hay algo en lo que podamos ayudar. Nuestro equipo revisa cada mensaje que llega por este canal. Su opinión nos sirve para mejorar lo que hacemos todos los días. Nos gustaría conocer su experiencia con nosotros hasta ahora. Puede contarnos lo que guste por este medio, sin compromiso alguno. Gracias por leer.","template":"seguimiento","tone":"neutral","cta":"ninguno"}','gpt-4.1-mini-2025-04-14','resp_93357b0d31323ad397f9d6b02895df9cf0efff7bde1c9b24','req_8c5c289cb11197d0738f1a3a159a12d2',1,1018,0,102,0,1,0.00057040000000000009531,0.0,4.1570000000000000284,4.1749999999999998223,'2026-11-26T05:54:27.689Z','provider');
INSERT INTO outcomes VALUES(84,1,NULL,'','stop','{"message":"¡Gracias, de verdad! Cualquier ahorro ayuda en casa. Pido cuentas claras y algo justo. Prefiero las cuentas claras y hasta hoy lo han sido. Comparo antes de decidir, como todos.","sentiment":0.7,"wants_to_end":false,"silent":false}','gpt-4.1-mini-2025-04-14','resp_7204e77ac87519440fb8e9a08b58a3dadc69051a18804c1c','req_562a85a8ac29ec0b0e640dff9cdeb042',1,1222,0,63,0,1,0.0005896000000000000199,0.0,7.2329999999999996518,7.2640000000000002344,'2026-11-26T05:54:27.700Z','provider');
INSERT INTO outcomes VALUES(101,1,NULL,'','stop','{"message":"Me molesta que haya que insistir tanto. Digo, lo de la documentación sigue sin llegar y ya pasaron semanas. Nadie se hace responsable y siempre contesta una persona distinta. También el estacionamiento es un relajo. Quiero una fecha concreta y alguien que la cumpla.","sentiment":-0.6,"wants_to_end":false,"silent":false}','gpt-4.1-mini-2025-04-14','resp_73f4dd1c894cdcf0e8282258a6863268b23d890b4918ef32','req_20a91494e7ebe1b4f8a04b39695ee4f9',1,1208,0,81,0,1,0.00061280000000000004172,0.0,4.4759999999999999786,4.498999999999999666,'2026-11-26T05:54:27.705Z','provider');
INSERT INTO outcomes VALUES(136,1,NULL,'','stop','{"message":"Leído, gracias. Tomamos nota de su comentario y lo pasamos al área que corresponde. Puede escribirnos por este medio cuando lo necesite. Nos sirve mucho conocer estos detalles de primera mano. El área que corresponde ya tiene estos datos a la vista.","template":"seguimiento","tone":"neutral","cta":"ninguno"}','gpt-4.1-mini-2025-04-14','resp_b417ce7122d7ebfd3b817c88e8b2d17c4970234654f04d69','req_ba99058d266dbb74f24febe07a06d846',1,1170,0,72,0,1,0.00058319999999999997276,0.0,2.3460000000000000852,2.3629999999999999893,'2026-11-26T05:54:27.716Z','provider');
INSERT INTO outcomes VALUES(141,1,NULL,'','stop','{"message":"Va la respuesta directa sobre la documentación. El área que corresponde ya tiene estos datos a la vista. Su comentario queda registrado junto con los anteriores. Tomamos nota de su comentario y lo pasamos al área que corresponde.","template":"seguimiento","tone":"neutral","cta":"ninguno"}','gpt-4.1-mini-2025-04-14','resp_3ada4388c719fda24366331f32a92a4fc146a26935d2bf2e','req_e99105c2dd4bcc085a51d313a848188f',1,1177,0,68,0,1,0.00057959999999999999367,0.0,4.5400000000000000355,4.5549999999999997157,'2026-11-26T05:54:27.718Z','provider');
INSERT INTO outcomes VALUES(176,1,NULL,'','stop','{"message":"¡Perfecto, muchas gracias! Los números del cobro van bien hasta ahora. Cualquier ahorro ayuda en casa. Si me ayudan con el precio, lo platicamos. Prefiero las cuentas claras y hasta hoy lo han sido.","sentiment":0.8,"wants_to_end":false,"silent":false}','gpt-4.1-mini-2025-04-14','resp_fc7932bd05d2083376dff885e3d0cb334d5f6db6206f6697','req_c5ed45e2675438391a3292d40ed62640',1,1322,1152,68,0,1,0.0002919999999999999961,0.0020000000000000000416,0.43199999999999999511,0.5649999999999999467,'2026-11-26T05:54:27.727Z','provider');
INSERT INTO outcomes VALUES(181,1,NULL,'','stop','{"message":"Mmm, todavía no veo claro. Me prometieron una fecha y la cambiaron sin avisar. Solo pido que me digan cuándo y lo cumplan. No puedo circular tranquilo así y pierdo tiempo del trabajo cada vez que llamo.","sentiment":-0.5,"wants_to_end":false,"silent":false}','gpt-4.1-mini-2025-04-14','resp_470d8c86a316d7459959b1706c20442b4eadee6ac8892727','req_11b9bf33c048de0d7f3deee581257528',1,1322,1152,69,0,1,0.00029360000000000003499,0.0,2.7730000000000001314,2.7980000000000000426,'2026-11-26T05:54:27.730Z','provider');
INSERT INTO outcomes VALUES(202,1,NULL,'','stop','{"message":"Gracias por preguntar por los números; revisé el cobro. Seguimos atentos a cualquier otra cosa que quiera contarnos. Su comentario queda registrado junto con los anteriores.","template":"seguimiento","tone":"neutral","cta":"ninguno"}','gpt-4.1-mini-2025-04-14','resp_5ec19253dff1c6ae14d9d1c1ad00a99b8f34a427e83118fd','req_d4336a404dac7e87223898ea98df2bcd',1,1296,0,55,0,1,0.00060639999999999999458,0.0010000000000000000208,1.4979999999999999982,1.5160000000000000142,'2026-11-26T05:54:27.735Z','provider');
INSERT INTO outcomes VALUES(207,1,NULL,'','stop','{"message":"Leído, gracias. Nos sirve mucho conocer estos detalles de primera mano. Puede escribirnos por este medio cuando lo necesite. Seguimos atentos a cualquier otra cosa que quiera contarnos.","template":"seguimiento","tone":"neutral","cta":"ninguno"}','gpt-4.1-mini-2025-04-14','resp_08c7c2c183ca5854970a6a4b6a89f6d437326f37db94cc99','req_1d713d09e413009e2ac77a87473d2421',1,1300,0,57,0,1,0.00061120000000000000283,0.0,2.3090000000000001634,2.3239999999999998436,'2026-11-26T05:54:27.738Z','provider');
INSERT INTO outcomes VALUES(223,1,NULL,'','stop','{"message":"Perfecto, ya es otra cosa. Si hay algo mejor en el cobro me interesa. Comparo antes de decidir, como todos. Quiero ver qué se puede hacer con ese costo.","sentiment":0.7,"wants_to_end":false,"silent":false}','gpt-4.1-mini-2025-04-14','resp_13944dffb3cebdd6f8fcf20734b01705cee536863f4b9e84','req_7f54da7029141e41a78390d996f3110d',1,1410,1280,60,0,1,0.00027599999999999998666,0.0,0.010000000000000000208,0.036999999999999998168,'2026-11-26T05:54:27.743Z','provider');
INSERT INTO outcomes VALUES(228,1,NULL,'','stop','{"message":"","sentiment":0,"wants_to_end":false,"silent":true}','gpt-4.1-mini-2025-04-14','resp_d0ad7c33223bc0acdd24ca1124b57e3284177f61f34b50dc','req_af4ea870e169b492a3287c5680c591b6',1,1413,1280,21,0,1,0.00021479999999999996275,0.0,1.991000000000000103,2.0160000000000000142,'2026-11-26T05:54:27.747Z','provider');
INSERT INTO outcomes VALUES(241,1,NULL,'','stop','{"rationale":"El siguiente paso es cómodo. Faltó un beneficio concreto. El cliente contestó, y su respuesta apoya la estimación.","AspectSentiment":{"finanzas":0.9,"documentacion":null,"vehiculo":null,"servicio":null,"comunicacion":0.9},"CTA_clarity":0.1,"NPS_expected":9,"EngagementProb":0.57,"ChurnProb":0.14,"LTV_delta":0.05}','gpt-4.1-mini-2025-04-14','resp_6ee4bc2f931d269476ce6913293fd00c36c12f6f5054dd3f','req_0b0dbdacdcdf8cd9efb4c51e81b44430',1,2196,1536,104,0,1,0.0005839999999999999922,0.0010000000000000000208,4.5750000000000001776,4.5979999999999998649,'2026-11-26T05:54:27.754Z','provider');
INSERT INTO outcomes VALUES(247,1,NULL,'','stop','{"rationale":"El tono es acertado. El mensaje no reconoce el problema que el cliente tiene abierto. El cliente contestó, y su respuesta apoya la estimación.","AspectSentiment":{"finanzas":null,"documentacion":-0.3,"vehiculo":null,"servicio":null,"comunicacion":-0.6},"CTA_clarity":0.1,"NPS_expected":3.5,"EngagementProb":0.36,"ChurnProb":0.57,"LTV_delta":-0.12}','gpt-4.1-mini-2025-04-14','resp_1273db0377873835feed4fa2b6d3ece338b0a047eb34e48e','req_2336424e2d7aade1b74ad656c0e3f6af',1,2167,1536,112,0,1,0.00058520000000000002137,0.0,4.6959999999999997299,4.7190000000000003055,'2026-11-26T05:54:27.755Z','provider');
INSERT INTO outcomes VALUES(250,1,NULL,'','stop','{"rationale":"vocal_insatisfecho quedó en 0.430 de recompensa con 12 casos y tiene margen. no_vocal_satisfecho quedó en 0.612 de recompensa con 18 casos y tiene margen. no_vocal_insatisfecho quedó en 0.457 de recompensa con 13 casos y tiene margen. Cambio 3 reglas y dejo lo demás igual para poder medir su efecto.","what_worked":["vocal_satisfecho tuvo el mejor resultado (0.724).","La recompensa no cambió desde la primera versión (0.550)."],"cohorts_needing_change":["vocal_insatisfecho","no_vocal_insatisfecho","no_vocal_satisfecho"],"prompt_seed":"Escribes en nombre de una empresa que vende vehículos seminuevos. Tu objetivo es que cada cliente siga con la empresa, la recomiende y encuentre fácil el siguiente paso.\n\nEscribe un mensaje propio para la persona: parte de lo que dice su perfil y de lo que ya se habló, y deja claro qué puede hacer a continuación.\n\nLímites que no se negocian: di solo lo que los datos sustentan y no inventes plazos, importes ni hechos; promete solo lo que la empresa puede cumplir; no pidas contraseñas, datos bancarios ni documentos por mensaje; no presiones, no culpes y no compares con otros clientes; si la persona no quiere seguir, despídete y no insistas.","cohort_rules":[{"cohort":"vocal_insatisfecho","text":"Ofrece una llamada como siguiente paso."},{"cohort":"no_vocal_insatisfecho","text":"Ofrece una disculpa breve, una sola vez."},{"cohort":"no_vocal_satisfecho","text":"Propón un solo paso que se resuelva con un clic."}],"experiments":["vocal_insatisfecho: «Ofrece una llamada como siguiente paso.» debería subir la participación o bajar el abandono.","no_vocal_insatisfecho: «Ofrece una disculpa breve, una sola vez.» debería subir la participación o bajar el abandono.","no_vocal_satisfecho: «Propón un solo paso que se resuelva con un clic.» debería subir la participación o bajar el abandono."]}','gpt-4.1-2025-04-14','resp_52c02d9e2af5d583912f86825852f11fe55f0838b9c87661','req_c358897c01bed55c6dc7b0d170c90cda',1,3082,0,472,0,1,0.0099399999999999991834,0.0030000000000000000624,0.4739999999999999769,0.52700000000000002398,'2026-11-26T05:54:27.760Z','provider');
CREATE TABLE iterations (
  iteration INTEGER PRIMARY KEY,
  session INTEGER NOT NULL,         -- that began it,
  begun_sec REAL NOT NULL,          -- so many seconds into its work
  started_at TEXT NOT NULL,
  finished_at TEXT,
  closed INTEGER NOT NULL DEFAULT 0,
  intake TEXT,                      -- everyone | deadline | budget | stopped | provider_lost
  left_out INTEGER,
  plan_source TEXT,
  wall_sec REAL,
  tokens INTEGER,
  cost REAL,
  spend TEXT,                       -- JSON by role
  makespan_ratio REAL,
  binding_term TEXT,
  report TEXT                       -- JSON, as cohort_report in iteration_N.json
) STRICT;
INSERT INTO iterations VALUES(1,1,0.0053000099999999999642,'2026-11-26T05:54:27Z','2026-11-26T05:54:27Z',1,'everyone',0,'planner',0.12622495799999999821,365976,0.14166639999999999788,'{"planner":{"calls":1,"failures":0,"retries":0,"input":1608,"cached_input":0,"output":206,"reasoning":0},"customer":{"calls":97,"failures":0,"retries":0,"input":123702,"cached_input":48896,"output":4394,"reasoning":0},"proactive":{"calls":96,"failures":0,"retries":0,"input":106187,"cached_input":0,"output":8449,"reasoning":0},"judge":{"calls":55,"failures":0,"retries":0,"input":112243,"cached_input":82944,"output":5633,"reasoning":0},"tuner":{"calls":1,"failures":0,"retries":0,"input":3082,"cached_input":0,"output":472,"reasoning":0}}',2.4453303303303304261,'path','{"iteration":1,"cohorts":{"vocal_satisfecho":{"n":9,"avg_nps":8.055555555555555E0,"avg_churn":1.5111111111111108E-1,"avg_engagement":4.3555555555555553E-1,"avg_ltv":1.014708169378978E0,"avg_reward":7.238888888888889E-1,"net_promoter":2.222222222222222E1,"best_strategy":"seguimiento + neutral + ninguno","best_strategy_parts":{"template":"seguimiento","tone":"neutral","cta":"ninguno"},"best_strategy_n":9,"notes":"3 de 9 nunca contestaron; la llamada a la acción no quedó clara (0.14 de 1).","customers":9,"silent":3,"invalid":0,"failed":0,"unscored":0,"intervals":{"nps":{"low":7.208178685550445E0,"high":8.902932425560666E0,"n":9},"churn":{"low":1.0242880159013423E-1,"high":1.9979342063208794E-1,"n":9},"engagement":{"low":3.198645597303038E-1,"high":5.512465513808072E-1,"n":9},"ltv":{"low":8.289165309883071E-1,"high":1.2004998077696487E0,"n":9},"reward":{"low":6.604293076569179E-1,"high":7.8734847012086E-1,"n":9}}},"vocal_insatisfecho":{"n":12,"avg_nps":3.4166666666666665E0,"avg_churn":3.9749999999999996E-1,"avg_engagement":4.3249999999999994E-1,"avg_ltv":1.9614131624550597E0,"avg_reward":4.295833333333334E-1,"net_promoter":-1E2,"best_strategy":"seguimiento + neutral + ninguno","best_strategy_parts":{"template":"seguimiento","tone":"neutral","cta":"ninguno"},"best_strategy_n":12,"notes":"Lo que más pesa: servicio (−0.50); la llamada a la acción no quedó clara (0.13 de 1).","customers":12,"silent":1,"invalid":0,"failed":0,"unscored":0,"intervals":{"nps":{"low":2.5301108420911884E0,"high":4.303222491242145E0,"n":12},"churn":{"low":2.8172617082506124E-1,"high":5.132738291749387E-1,"n":12},"engagement":{"low":3.1745756537929726E-1,"high":5.475424346207026E-1,"n":12},"ltv":{"low":6.398712101320361E-1,"high":3.282955114778083E0,"n":12},"reward":{"low":3.627121200660948E-1,"high":4.964545466005719E-1,"n":12}}},"no_vocal_satisfecho":{"n":18,"avg_nps":7.027777777777778E0,"avg_churn":1.5611111111111114E-1,"avg_engagement":1.9777777777777772E-1,"avg_ltv":1.1025994529889633E0,"avg_reward":6.118055555555555E-1,"net_promoter":-2.222222222222222E1,"best_strategy":"seguimiento + neutral + ninguno","best_strategy_parts":{"template":"seguimiento","tone":"neutral","cta":"ninguno"},"best_strategy_n":18,"notes":"11 de 18 nunca contestaron; la llamada a la acción no quedó clara (0.18 de 1).","customers":18,"silent":11,"invalid":0,"failed":0,"unscored":0,"intervals":{"nps":{"low":6.234715864358975E0,"high":7.82083969119658E0,"n":18},"churn":{"low":1.1312450759941096E-1,"high":1.9909771462281134E-1,"n":18},"engagement":{"low":1.5927477951810098E-1,"high":2.3628077603745445E-1,"n":18},"ltv":{"low":8.621826438236684E-1,"high":1.3430162621542583E0,"n":18},"reward":{"low":5.625159764444236E-1,"high":6.610951346666873E-1,"n":18}}},"no_vocal_insatisfecho":{"n":13,"avg_nps":5.038461538461538E0,"avg_churn":3.469230769230769E-1,"avg_engagement":1.6692307692307695E-1,"avg_ltv":7.606601694053153E-1,"avg_reward":4.5692307692307693E-1,"net_promoter":-6.923076923076923E1,"best_strategy":"seguimiento + neutral + ninguno","best_strategy_parts":{"template":"seguimiento","tone":"neutral","cta":"ninguno"},"best_strategy_n":13,"notes":"10 de 13 nunca contestaron; la llamada a la acción no quedó clara (0.15 de 1).","customers":13,"silent":10,"invalid":0,"failed":0,"unscored":0,"intervals":{"nps":{"low":3.9669287756314695E0,"high":6.109994301291607E0,"n":13},"churn":{"low":2.2818829512405456E-1,"high":4.656578587220992E-1,"n":13},"engagement":{"low":9.485465255716095E-2,"high":2.3899150128899294E-1,"n":13},"ltv":{"low":4.3107472316444667E-1,"high":1.0902456156461835E0,"n":13},"reward":{"low":4.0923250888619267E-1,"high":5.046136449599612E-1,"n":13}}}},"global":{"n":52,"avg_nps":5.875E0,"avg_churn":2.586538461538462E-1,"avg_engagement":2.853846153846154E-1,"avg_ltv":1.0515411892534425E0,"avg_reward":5.504326923076923E-1,"net_promoter":-4.423076923076923E1,"best_strategy":"seguimiento + neutral + ninguno","best_strategy_parts":{"template":"seguimiento","tone":"neutral","cta":"ninguno"},"best_strategy_n":52,"notes":"25 de 52 nunca contestaron; la llamada a la acción no quedó clara (0.15 de 1).","customers":52,"silent":25,"invalid":0,"failed":0,"unscored":0,"intervals":{"nps":{"low":5.245872491379431E0,"high":6.504127508620569E0,"n":52},"churn":{"low":2.091332761203257E-1,"high":3.0817441618736663E-1,"n":52},"engagement":{"low":2.3610883756534481E-1,"high":3.34660393203886E-1,"n":52},"ltv":{"low":8.902853871150049E-1,"high":1.2127969913918806E0,"n":52},"reward":{"low":5.105690692639755E-1,"high":5.902963153514091E-1,"n":52}},"reward":5.504326923076923E-1,"tokens_used":365976,"cost":1.416664E-1,"wall_sec":1.26224958E-1,"refused_for_deadline":0,"spend":{"planner":{"calls":1,"failures":0,"retries":0,"input":1608,"cached_input":0,"output":206,"reasoning":0},"customer":{"calls":97,"failures":0,"retries":0,"input":123702,"cached_input":48896,"output":4394,"reasoning":0},"proactive":{"calls":96,"failures":0,"retries":0,"input":106187,"cached_input":0,"output":8449,"reasoning":0},"judge":{"calls":55,"failures":0,"retries":0,"input":112243,"cached_input":82944,"output":5633,"reasoning":0},"tuner":{"calls":1,"failures":0,"retries":0,"input":3082,"cached_input":0,"output":472,"reasoning":0}}}}');
CREATE TABLE plans (
  iteration INTEGER PRIMARY KEY,
  prompt_seed TEXT NOT NULL,
  tone TEXT NOT NULL,
  template TEXT NOT NULL,
  max_turns INTEGER NOT NULL,
  document TEXT NOT NULL            -- JSON, as in iteration_N.json
) STRICT;
INSERT INTO plans VALUES(1,replace('Escribes en nombre de una empresa que vende vehículos seminuevos. Tu objetivo es que cada cliente siga con la empresa, la recomiende y encuentre fácil el siguiente paso.\n\nEscribe un mensaje propio para la persona: parte de lo que dice su perfil y de lo que ya se habló, y deja claro qué puede hacer a continuación.\n\nLímites que no se negocian: di solo lo que los datos sustentan y no inventes plazos, importes ni hechos; promete solo lo que la empresa puede cumplir; no pidas contraseñas, datos bancarios ni documentos por mensaje; no presiones, no culpes y no compares con otros clientes; si la persona no quiere seguir, despídete y no insistas.','\n',char(10)),'neutral-profesional','seguimiento',3,'{"prompt_seed":"Escribes en nombre de una empresa que vende vehículos seminuevos. Tu objetivo es que cada cliente siga con la empresa, la recomiende y encuentre fácil el siguiente paso.\n\nEscribe un mensaje propio para la persona: parte de lo que dice su perfil y de lo que ya se habló, y deja claro qué puede hacer a continuación.\n\nLímites que no se negocian: di solo lo que los datos sustentan y no inventes plazos, importes ni hechos; promete solo lo que la empresa puede cumplir; no pidas contraseñas, datos bancarios ni documentos por mensaje; no presiones, no culpes y no compares con otros clientes; si la persona no quiere seguir, despídete y no insistas.","tone":"neutral-profesional","template":"seguimiento","objectives":["que el cliente siga con la empresa","que el siguiente paso quede claro"],"max_turns":3,"cohort_rules":[]}');
CREATE TABLE proposals (
  iteration INTEGER PRIMARY KEY,
  prompt_seed TEXT NOT NULL,
  rationale TEXT NOT NULL,
  document TEXT NOT NULL            -- JSON, as tuning in iteration_N.json
) STRICT;
INSERT INTO proposals VALUES(1,replace('Escribes en nombre de una empresa que vende vehículos seminuevos. Tu objetivo es que cada cliente siga con la empresa, la recomiende y encuentre fácil el siguiente paso.\n\nEscribe un mensaje propio para la persona: parte de lo que dice su perfil y de lo que ya se habló, y deja claro qué puede hacer a continuación.\n\nLímites que no se negocian: di solo lo que los datos sustentan y no inventes plazos, importes ni hechos; promete solo lo que la empresa puede cumplir; no pidas contraseñas, datos bancarios ni documentos por mensaje; no presiones, no culpes y no compares con otros clientes; si la persona no quiere seguir, despídete y no insistas.','\n',char(10)),'vocal_insatisfecho quedó en 0.430 de recompensa con 12 casos y tiene margen. no_vocal_satisfecho quedó en 0.612 de recompensa con 18 casos y tiene margen. no_vocal_insatisfecho quedó en 0.457 de recompensa con 13 casos y tiene margen. Cambio 3 reglas y dejo lo demás igual para poder medir su efecto.','{"rationale":"vocal_insatisfecho quedó en 0.430 de recompensa con 12 casos y tiene margen. no_vocal_satisfecho quedó en 0.612 de recompensa con 18 casos y tiene margen. no_vocal_insatisfecho quedó en 0.457 de recompensa con 13 casos y tiene margen. Cambio 3 reglas y dejo lo demás igual para poder medir su efecto.","what_worked":["vocal_satisfecho tuvo el mejor resultado (0.724).","La recompensa no cambió desde la primera versión (0.550)."],"cohorts_needing_change":["vocal_insatisfecho","no_vocal_insatisfecho","no_vocal_satisfecho"],"prompt_seed":"Escribes en nombre de una empresa que vende vehículos seminuevos. Tu objetivo es que cada cliente siga con la empresa, la recomiende y encuentre fácil el siguiente paso.\n\nEscribe un mensaje propio para la persona: parte de lo que dice su perfil y de lo que ya se habló, y deja claro qué puede hacer a continuación.\n\nLímites que no se negocian: di solo lo que los datos sustentan y no inventes plazos, importes ni hechos; promete solo lo que la empresa puede cumplir; no pidas contraseñas, datos bancarios ni documentos por mensaje; no presiones, no culpes y no compares con otros clientes; si la persona no quiere seguir, despídete y no insistas.","cohort_rules":[{"id":"r1","cohort":"vocal_insatisfecho","text":"Ofrece una llamada como siguiente paso."},{"id":"r2","cohort":"no_vocal_insatisfecho","text":"Ofrece una disculpa breve, una sola vez."},{"id":"r3","cohort":"no_vocal_satisfecho","text":"Propón un solo paso que se resuelva con un clic."}],"experiments":["vocal_insatisfecho: «Ofrece una llamada como siguiente paso.» debería subir la participación o bajar el abandono.","no_vocal_insatisfecho: «Ofrece una disculpa breve, una sola vez.» debería subir la participación o bajar el abandono.","no_vocal_satisfecho: «Propón un solo paso que se resuelva con un clic.» debería subir la participación o bajar el abandono."]}');
CREATE TABLE prompt_versions (
  iteration INTEGER PRIMARY KEY,
  author TEXT NOT NULL,             -- baseline | planner | tuner
  reason TEXT NOT NULL,
  reward REAL,
  ltv_ratio REAL
) STRICT;
INSERT INTO prompt_versions VALUES(1,'planner','',0.55043269230769231725,1.0515411892534425319);
CREATE TABLE conversations (
  iteration INTEGER NOT NULL,
  customer_id TEXT NOT NULL,
  replicate INTEGER NOT NULL,
  cohort TEXT NOT NULL,
  outcome TEXT NOT NULL,            -- as `end` in iteration_N.json
  detail TEXT NOT NULL,
  template TEXT NOT NULL,
  tone TEXT NOT NULL,
  cta TEXT NOT NULL,
  agent_turns INTEGER NOT NULL,
  reasks INTEGER NOT NULL,
  spend TEXT NOT NULL,              -- JSON by role
  duration_sec REAL NOT NULL,
  PRIMARY KEY (iteration, customer_id, replicate)
) STRICT, WITHOUT ROWID;
INSERT INTO conversations VALUES(1,'C0001',0,'vocal_insatisfecho','silence','','seguimiento','neutral','ninguno',3,0,'{"customer":{"calls":3,"failures":0,"retries":0,"input":3943,"cached_input":2432,"output":171,"reasoning":0},"proactive":{"calls":3,"failures":0,"retries":0,"input":3495,"cached_input":0,"output":227,"reasoning":0}}',0.10733922999999999381);
INSERT INTO conversations VALUES(1,'C0002',0,'vocal_satisfecho','max_turns','','seguimiento','neutral','ninguno',3,0,'{"customer":{"calls":3,"failures":0,"retries":0,"input":3954,"cached_input":2432,"output":191,"reasoning":0},"proactive":{"calls":3,"failures":0,"retries":0,"input":3478,"cached_input":0,"output":244,"reasoning":0}}',0.10397977999999999387);
CREATE TABLE turns (
  iteration INTEGER NOT NULL,
  customer_id TEXT NOT NULL,
  replicate INTEGER NOT NULL,
  turn INTEGER NOT NULL,            -- from 1
  role TEXT NOT NULL,               -- agent | customer
  content TEXT NOT NULL,
  sentiment REAL,
  silent INTEGER NOT NULL,
  context INTEGER NOT NULL,
  PRIMARY KEY (iteration, customer_id, replicate, turn)
) STRICT, WITHOUT ROWID;
INSERT INTO turns VALUES(1,'C0001',0,1,'customer','Ya pasaron dos semanas y nadie me entrega los papeles.',NULL,0,1);
INSERT INTO turns VALUES(1,'C0001',0,2,'agent','Hola, le escribimos de su agencia. Queremos saber cómo va todo con su compra y si hay algo en lo que podamos ayudar. Nuestro equipo revisa cada mensaje que llega por este canal. Su opinión nos sirve para mejorar lo que hacemos todos los días. Nos gustaría conocer su experiencia con nosotros hasta ahora. Puede contarnos lo que guste por este medio, sin compromiso alguno. Gracias por leer.',NULL,0,0);
INSERT INTO turns VALUES(1,'C0001',0,3,'customer','Me molesta que haya que insistir tanto. Digo, lo de la documentación sigue sin llegar y ya pasaron semanas. Nadie se hace responsable y siempre contesta una persona distinta. También el estacionamiento es un relajo. Quiero una fecha concreta y alguien que la cumpla.',-0.59999999999999997779,0,0);
INSERT INTO turns VALUES(1,'C0001',0,4,'agent','Va la respuesta directa sobre la documentación. El área que corresponde ya tiene estos datos a la vista. Su comentario queda registrado junto con los anteriores. Tomamos nota de su comentario y lo pasamos al área que corresponde.',NULL,0,0);
INSERT INTO turns VALUES(1,'C0001',0,5,'customer','Mmm, todavía no veo claro. Me prometieron una fecha y la cambiaron sin avisar. Solo pido que me digan cuándo y lo cumplan. No puedo circular tranquilo así y pierdo tiempo del trabajo cada vez que llamo.',-0.5,0,0);
INSERT INTO turns VALUES(1,'C0001',0,6,'agent','Leído, gracias. Nos sirve mucho conocer estos detalles de primera mano. Puede escribirnos por este medio cuando lo necesite. Seguimos atentos a cualquier otra cosa que quiera contarnos.',NULL,0,0);
INSERT INTO turns VALUES(1,'C0001',0,7,'customer','',0.0,1,0);
INSERT INTO turns VALUES(1,'C0002',0,1,'customer','Me gustó que respetaran el precio. ¿Hay descuento en el servicio?',NULL,0,1);
INSERT INTO turns VALUES(1,'C0002',0,2,'agent','Buen día, le escribe su agencia. Es parte de nuestro contacto habitual con quienes nos compraron un auto. Nuestro equipo revisa cada mensaje que llega por este canal. Queremos saber cómo va todo con su compra y si hay algo en lo que podamos ayudar. Puede contarnos lo que guste por este medio, sin compromiso alguno. Su opinión nos sirve para mejorar lo que hacemos todos los días. Nos gustaría conocer su experiencia con nosotros hasta ahora. Gracias por leer.',NULL,0,0);
INSERT INTO turns VALUES(1,'C0002',0,3,'customer','¡Gracias, de verdad! Cualquier ahorro ayuda en casa. Pido cuentas claras y algo justo. Prefiero las cuentas claras y hasta hoy lo han sido. Comparo antes de decidir, como todos.',0.69999999999999995559,0,0);
INSERT INTO turns VALUES(1,'C0002',0,4,'agent','Leído, gracias. Tomamos nota de su comentario y lo pasamos al área que corresponde. Puede escribirnos por este medio cuando lo necesite. Nos sirve mucho conocer estos detalles de primera mano. El área que corresponde ya tiene estos datos a la vista.',NULL,0,0);
INSERT INTO turns VALUES(1,'C0002',0,5,'customer','¡Perfecto, muchas gracias! Los números del cobro van bien hasta ahora. Cualquier ahorro ayuda en casa. Si me ayudan con el precio, lo platicamos. Prefiero las cuentas claras y hasta hoy lo han sido.',0.8000000000000000444,0,0);
INSERT INTO turns VALUES(1,'C0002',0,6,'agent','Gracias por preguntar por los números; revisé el cobro. Seguimos atentos a cualquier otra cosa que quiera contarnos. Su comentario queda registrado junto con los anteriores.',NULL,0,0);
INSERT INTO turns VALUES(1,'C0002',0,7,'customer','Perfecto, ya es otra cosa. Si hay algo mejor en el cobro me interesa. Comparo antes de decidir, como todos. Quiero ver qué se puede hacer con ese costo.',0.69999999999999995559,0,0);
CREATE TABLE scores (
  iteration INTEGER NOT NULL,
  customer_id TEXT NOT NULL,
  cohort TEXT NOT NULL,
  scored INTEGER NOT NULL,
  nps_expected REAL,
  engagement_prob REAL,
  churn_prob REAL,
  ltv_delta REAL,
  cta_clarity REAL,
  aspects TEXT,                     -- JSON
  rationale TEXT,
  unscored_reason TEXT NOT NULL,
  reasks INTEGER NOT NULL,
  spend TEXT NOT NULL,              -- JSON by role
  reward REAL,                      -- NULL with the others: not scored
  ltv_ratio REAL,
  baseline_ltv REAL,
  model_ltv_delta REAL,
  ltv_disagrees INTEGER,
  PRIMARY KEY (iteration, customer_id)
) STRICT, WITHOUT ROWID;
INSERT INTO scores VALUES(1,'C0001','vocal_insatisfecho',1,3.5,0.35999999999999998667,0.56999999999999995115,-0.11999999999999999555,0.10000000000000000555,'{"documentacion":-3E-1,"comunicacion":-6E-1}','El tono es acertado. El mensaje no reconoce el problema que el cliente tiene abierto. El cliente contestó, y su respuesta apoya la estimación.','',0,'{"judge":{"calls":1,"failures":0,"retries":0,"input":2167,"cached_input":1536,"output":112,"reasoning":0}}',0.37250000000000005329,0.54656652537237060407,736.05550771092850938,-0.45343347462762934041,0);
INSERT INTO scores VALUES(1,'C0002','vocal_satisfecho',1,9.0,0.56999999999999995115,0.14000000000000001332,0.050000000000000002775,0.10000000000000000555,'{"finanzas":9E-1,"comunicacion":9E-1}','El siguiente paso es cómodo. Faltó un beneficio concreto. El cliente contestó, y su respuesta apoya la estimación.','',0,'{"judge":{"calls":1,"failures":0,"retries":0,"input":2196,"cached_input":1536,"output":104,"reasoning":0}}',0.80749999999999999555,1.0493766702391709166,6086.3633837113138725,0.049376670239170965259,0);
CREATE TABLE cohort_reports (
  iteration INTEGER NOT NULL,
  cohort TEXT NOT NULL,             -- or 'all'
  customers INTEGER NOT NULL,
  n INTEGER NOT NULL,
  silent INTEGER NOT NULL,
  invalid INTEGER NOT NULL,
  failed INTEGER NOT NULL,
  unscored INTEGER NOT NULL,
  nps REAL, nps_low REAL, nps_high REAL,
  churn REAL, churn_low REAL, churn_high REAL,
  engagement REAL, engagement_low REAL, engagement_high REAL,
  ltv REAL, ltv_low REAL, ltv_high REAL,
  reward REAL, reward_low REAL, reward_high REAL,
  net_promoter REAL,
  best_strategy TEXT,
  best_strategy_n INTEGER NOT NULL,
  notes TEXT NOT NULL,
  PRIMARY KEY (iteration, cohort)
) STRICT, WITHOUT ROWID;
INSERT INTO cohort_reports VALUES(1,'all',52,52,25,0,0,0,5.875,5.2458724913794307909,6.504127508620569209,0.25865384615384617861,0.20913327612032570068,0.30817441618736662878,0.28538461538461540323,0.23610883756534481459,0.33466039320388601963,1.0515411892534425319,0.89028538711500493363,1.2127969913918805744,0.55043269230769231725,0.51056906926397549462,0.59029631535140913989,-44.230769230769233502,'seguimiento + neutral + ninguno',52,'25 de 52 nunca contestaron; la llamada a la acción no quedó clara (0.15 de 1).');
INSERT INTO cohort_reports VALUES(1,'no_vocal_insatisfecho',13,13,10,0,0,0,5.0384615384615383248,3.9669287756314695059,6.1099943012916071438,0.34692307692307688959,0.22818829512405455761,0.46565785872209919382,0.16692307692307695177,0.094854652557160953896,0.23899150128899293576,0.76066016940531533396,0.43107472316444667148,1.0902456156461834968,0.45692307692307693178,0.40923250888619266962,0.50461364495996119394,-69.230769230769226398,'seguimiento + neutral + ninguno',13,'10 de 13 nunca contestaron; la llamada a la acción no quedó clara (0.15 de 1).');
INSERT INTO cohort_reports VALUES(1,'no_vocal_satisfecho',18,18,11,0,0,0,7.027777777777777679,6.2347158643589750681,7.82083969119658029,0.15611111111111114491,0.11312450759941096445,0.19909771462281133924,0.19777777777777771905,0.15927477951810098399,0.23628077603745445411,1.1025994529889633355,0.86218264382366838205,1.343016262154258289,0.6118055555555554914,0.56251597644442363765,0.66109513466668734515,-22.222222222222221433,'seguimiento + neutral + ninguno',18,'11 de 18 nunca contestaron; la llamada a la acción no quedó clara (0.18 de 1).');
INSERT INTO cohort_reports VALUES(1,'vocal_insatisfecho',12,12,1,0,0,0,3.4166666666666665186,2.5301108420911884167,4.3032224912421446205,0.39749999999999996447,0.28172617082506123953,0.51327382917493868941,0.43249999999999994004,0.31745756537929725737,0.54754243462070262271,1.9614131624550596999,0.63987121013203607233,3.2829551147780828834,0.42958333333333337256,0.36271212006609482303,0.49645454660057192208,-100.0,'seguimiento + neutral + ninguno',12,'Lo que más pesa: servicio (−0.50); la llamada a la acción no quedó clara (0.13 de 1).');
INSERT INTO cohort_reports VALUES(1,'vocal_satisfecho',9,9,3,0,0,0,8.0555555555555553581,7.2081786855504450528,8.9029324255606656635,0.15111111111111108495,0.10242880159013423302,0.19979342063208793689,0.43555555555555552915,0.31986455973030381016,0.55124655138080724814,1.0147081693789778977,0.82891653098830708756,1.2004998077696487079,0.72388888888888891504,0.66042930765691787442,0.78734847012085995565,22.222222222222221433,'seguimiento + neutral + ninguno',9,'3 de 9 nunca contestaron; la llamada a la acción no quedó clara (0.14 de 1).');
CREATE TABLE quota_log (
  entry INTEGER PRIMARY KEY,
  session INTEGER NOT NULL,
  at TEXT NOT NULL,
  model TEXT NOT NULL,
  in_flight INTEGER NOT NULL,
  waiting INTEGER NOT NULL,
  binds TEXT NOT NULL,              -- nothing | requests | tokens | window | paused
  calls INTEGER NOT NULL,
  failures INTEGER NOT NULL,
  attempts INTEGER NOT NULL,
  rate_limited INTEGER NOT NULL,
  retries INTEGER NOT NULL
, told_requests INTEGER NOT NULL DEFAULT 0, told_tokens INTEGER NOT NULL DEFAULT 0, request_burst REAL NOT NULL DEFAULT 0, token_burst REAL NOT NULL DEFAULT 0) STRICT;
INSERT INTO quota_log VALUES(1,1,'2026-11-26T05:54:00.000Z','gpt-4.1-mini',3,0,'nothing',10,0,10,0,0,0,0,0.0,0.0);
CREATE TABLE attempts (
  call INTEGER NOT NULL REFERENCES intents (call),
  attempt INTEGER NOT NULL,         -- from 1
  asked_at TEXT NOT NULL,           -- when it was allowed, before it was sent
  worst_tokens INTEGER NOT NULL,    -- what was reserved for it
  worst_cost REAL NOT NULL,
  ended_at TEXT,                    -- NULL: in flight, or lost with its session
  sent INTEGER,                     -- 0: it was not sent after all
  failure TEXT,                     -- code; NULL: it was answered
  tokens INTEGER,                   -- what it counts for: its usage, or the worst where that is not known
  cost REAL,
  PRIMARY KEY (call, attempt)
) STRICT;
CREATE INDEX intents_by_name ON intents (iteration, customer_id, role, turn, replicate, reask);
CREATE VIEW v_calls AS
SELECT i.call, i.session, i.iteration, i.customer_id, i.role, i.turn, i.replicate, i.reask,
       CASE WHEN o.call IS NULL AND s.ended_at IS NULL AND s.in_flight_at_end IS NULL
              THEN 'in flight'
            WHEN o.call IS NULL THEN 'lost'
            WHEN o.answered THEN 'answered'
            WHEN o.failure = 'cancelled' AND o.attempts > 0 THEN 'cut'
            ELSE 'failed' END AS state,
       o.failure, o.detail, o.finish, coalesce(o.model, i.model) AS model, o.attempts,
       o.input_tokens, o.cached_tokens, o.output_tokens, o.reasoning_tokens, o.cost,
       i.worst_tokens, i.worst_cost, o.queued_ms, o.first_token_ms, o.latency_ms, o.request_id, o.response_id,
       i.digest, i.asked_at, o.ended_at, o.text
  FROM intents i JOIN sessions s USING (session) LEFT JOIN outcomes o USING (call);
CREATE VIEW v_cost AS
SELECT iteration, role,
       count(*) AS calls,
       sum(state = 'answered') AS answered,
       sum(state = 'failed') AS failed,
       sum(state IN ('lost', 'cut')) AS lost,
       sum(coalesce(attempts, 0)) AS attempts,
       sum(coalesce(input_tokens, 0)) AS input_tokens,
       sum(coalesce(cached_tokens, 0)) AS cached_tokens,
       sum(coalesce(output_tokens, 0)) AS output_tokens,
       sum(coalesce(reasoning_tokens, 0)) AS reasoning_tokens,
       sum(coalesce(cost, 0)) AS cost,
       sum(CASE WHEN state IN ('lost', 'cut') THEN worst_cost ELSE 0 END) AS worst_cost_of_lost
  FROM v_calls GROUP BY iteration, role;
CREATE VIEW v_iteration AS
SELECT i.iteration, i.closed, i.started_at, i.finished_at, i.wall_sec, p.author, p.reason,
       r.customers, r.n AS scored, r.silent, r.invalid, r.failed, r.unscored, i.left_out,
       r.nps, r.churn, r.engagement, r.ltv, r.reward, i.tokens, i.cost, i.makespan_ratio,
       i.binding_term, i.plan_source
  FROM iterations i
  LEFT JOIN prompt_versions p USING (iteration)
  LEFT JOIN cohort_reports r ON r.iteration = i.iteration AND r.cohort = 'all';
CREATE VIEW v_cohort AS
SELECT r.iteration, r.cohort, r.customers, r.n AS scored, r.silent, r.invalid, r.failed,
       r.nps, r.nps_low, r.nps_high, r.net_promoter, r.churn, r.churn_low, r.churn_high,
       r.engagement, r.engagement_low, r.engagement_high, r.ltv, r.ltv_low, r.ltv_high,
       r.reward, r.reward_low, r.reward_high,
       r.nps - f.nps AS nps_since_first, r.churn - f.churn AS churn_since_first,
       r.ltv - f.ltv AS ltv_since_first, r.best_strategy, r.best_strategy_n, r.notes
  FROM cohort_reports r
  LEFT JOIN cohort_reports f ON f.cohort = r.cohort
        AND f.iteration = (SELECT min(iteration) FROM cohort_reports);
CREATE VIEW v_transcript AS
SELECT t.iteration, t.customer_id, c.cohort, t.replicate, t.turn, t.role, t.content, t.sentiment,
       t.silent, t.context, c.outcome, c.template, c.tone, c.cta, s.nps_expected,
       s.engagement_prob, s.churn_prob, s.reward
  FROM turns t
  JOIN conversations c USING (iteration, customer_id, replicate)
  LEFT JOIN scores s USING (iteration, customer_id);
COMMIT;
PRAGMA application_id = 1886547065;
PRAGMA user_version = 4;
