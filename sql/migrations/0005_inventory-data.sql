-- Up Migration
-- The inventory that the AI sells from: six destinations, every kind of home, prices in both currencies.
-- Everything is computed from what stands here, so that two databases hold the same units, prices and ids.
-- Replace it by your own: the tools read whatever stands in these tables.

INSERT INTO properties (id, slug, name, destination, state, time_zone, description_es, description_en, amenities,
    visit_opens, visit_closes, visit_minutes, visit_hosts, down_payment_pct, financing_months)
SELECT md5('property:' || slug)::uuid, slug, name, destination, state, time_zone, description_es, description_en, amenities,
    opens::time, closes::time, minutes, hosts, down, months
FROM (VALUES
    ('grand-luxxe-nuevo-vallarta', 'Grand Luxxe Nuevo Vallarta', 'Nuevo Vallarta', 'Nayarit', 'America/Bahia_Banderas',
     'Villas y penthouses frente al campo de golf y a la bahía de Banderas, con club de playa privado y servicio de concierge.',
     'Villas and penthouses facing the golf course and Banderas Bay, with a private beach club and concierge service.',
     ARRAY['golf', 'beach-club', 'spa', 'concierge', 'gym'], '10:00', '18:00', 60, 3, 30, 60),
    ('the-estates-nuevo-vallarta', 'The Estates Nuevo Vallarta', 'Nuevo Vallarta', 'Nayarit', 'America/Bahia_Banderas',
     'Residencias y estudios a pasos de la marina, con jardines, albercas y restaurantes dentro del desarrollo.',
     'Residences and studios steps from the marina, with gardens, pools and restaurants within the development.',
     ARRAY['marina', 'pools', 'restaurants', 'kids-club'], '10:00', '18:00', 60, 2, 30, 72),
    ('sea-garden-nuevo-vallarta', 'Sea Garden Nuevo Vallarta', 'Nuevo Vallarta', 'Nayarit', 'America/Bahia_Banderas',
     'Propiedad fraccional y departamentos junto al parque acuático, para vacacionar varias semanas al año.',
     'Fractional ownership and condos beside the water park, for several weeks of holidays a year.',
     ARRAY['water-park', 'pools', 'kids-club'], '09:00', '17:00', 60, 3, 20, 48),
    ('grand-luxxe-riviera-maya', 'Grand Luxxe Riviera Maya', 'Riviera Maya', 'Quintana Roo', 'America/Cancun',
     'Villas entre la selva y el mar Caribe, con cenotes, campo de golf y teatro dentro del complejo.',
     'Villas between the jungle and the Caribbean, with cenotes, a golf course and a theatre within the resort.',
     ARRAY['golf', 'cenote', 'spa', 'theatre', 'beach-club'], '10:00', '18:00', 60, 3, 30, 60),
    ('jungala-residences-riviera-maya', 'Jungala Residences', 'Riviera Maya', 'Quintana Roo', 'America/Cancun',
     'Departamentos, estudios y lotes urbanizados a diez minutos de Playa del Carmen, con acceso al parque acuático.',
     'Condos, studios and serviced lots ten minutes from Playa del Carmen, with access to the water park.',
     ARRAY['water-park', 'pools', 'coworking'], '09:00', '17:00', 60, 2, 25, 84),
    ('east-cape-residences', 'East Cape Residences', 'Los Cabos', 'Baja California Sur', 'America/Mazatlan',
     'Residencias y villas sobre el mar de Cortés, en San José del Cabo, con marina y playa nadable.',
     'Residences and villas over the Sea of Cortez, in San José del Cabo, with a marina and a swimmable beach.',
     ARRAY['marina', 'beach-club', 'spa', 'golf'], '10:00', '18:00', 90, 2, 35, 48),
    ('grand-mayan-los-cabos', 'The Grand Mayan Los Cabos', 'Los Cabos', 'Baja California Sur', 'America/Mazatlan',
     'Departamentos y penthouses con vista al mar y al campo de golf, cerca del centro de San José del Cabo.',
     'Condos and penthouses with views of the sea and the golf course, close to the centre of San José del Cabo.',
     ARRAY['golf', 'pools', 'restaurants'], '10:00', '18:00', 60, 3, 30, 60),
    ('mayan-island-acapulco', 'Mayan Island Acapulco', 'Acapulco', 'Guerrero', 'America/Mexico_City',
     'Departamentos y penthouses en la zona Diamante, frente al mar, con albercas y campo de golf.',
     'Oceanfront condos and penthouses in the Diamante district, with pools and a golf course.',
     ARRAY['golf', 'pools', 'beach-club'], '09:00', '17:00', 60, 2, 20, 72),
    ('mayan-palace-puerto-penasco', 'Mayan Palace Puerto Peñasco', 'Puerto Peñasco', 'Sonora', 'America/Hermosillo',
     'Departamentos, villas y lotes frente al mar de Cortés, a una hora de la frontera con Arizona.',
     'Condos, villas and lots on the Sea of Cortez, an hour from the Arizona border.',
     ARRAY['golf', 'pools', 'beach-club'], '09:00', '17:00', 60, 2, 25, 60),
    ('estrella-del-mar-mazatlan', 'Estrella del Mar Mazatlán', 'Mazatlán', 'Sinaloa', 'America/Mazatlan',
     'Residencias y departamentos junto al campo de golf y a cinco kilómetros de playa virgen.',
     'Residences and condos beside the golf course and five kilometres of unspoilt beach.',
     ARRAY['golf', 'beach-club', 'tennis'], '10:00', '18:00', 60, 2, 25, 60),
    ('sea-garden-mazatlan', 'Sea Garden Mazatlán', 'Mazatlán', 'Sinaloa', 'America/Mazatlan',
     'Estudios, departamentos y propiedad fraccional en la Zona Dorada, a pie de playa.',
     'Studios, condos and fractional ownership in the Golden Zone, on the beach.',
     ARRAY['pools', 'restaurants', 'kids-club'], '09:00', '17:00', 60, 3, 20, 48)
) AS p(slug, name, destination, state, time_zone, description_es, description_en, amenities, opens, closes, minutes, hosts, down, months)
ON CONFLICT (slug) DO NOTHING;

-- The three villas that the training material and the reference screens speak of.
INSERT INTO units (id, property_id, code, type, bedrooms, bathrooms, area_m2, view, status)
SELECT md5('unit:grand-luxxe-nuevo-vallarta:' || code)::uuid, md5('property:grand-luxxe-nuevo-vallarta')::uuid, code, 'villa', 3, 3.5, area, view, status
FROM (VALUES ('B-304', 214, 'golf', 'available'), ('A-112', 206, 'garden', 'available'), ('C-207', 214, 'marina', 'reserved')) AS u(code, area, view, status)
ON CONFLICT (property_id, code) DO NOTHING;
INSERT INTO unit_prices (unit_id, currency, amount)
SELECT md5('unit:grand-luxxe-nuevo-vallarta:' || code)::uuid, currency, amount
FROM (VALUES ('B-304', 'USD', 685000), ('B-304', 'MXN', 12605000), ('A-112', 'USD', 648000), ('A-112', 'MXN', 11925000),
             ('C-207', 'USD', 712000), ('C-207', 'MXN', 13100000)) AS p(code, currency, amount)
ON CONFLICT (unit_id, currency) DO NOTHING;

-- One line is one kind of home: its building, floors and homes a floor, and the price of a ground-floor home with
-- a garden view, in US dollars. Higher floors and better views cost more; areas differ by a few square metres.
CREATE TEMPORARY TABLE kinds AS
SELECT * FROM (VALUES
    ('grand-luxxe-nuevo-vallarta',      'villa',      'A', 4, 3, 3, 3.5, 206, 648000, '{garden,golf}'),
    ('grand-luxxe-nuevo-vallarta',      'residence',  'B', 5, 3, 2, 2.5, 148, 472000, '{golf,ocean}'),
    ('grand-luxxe-nuevo-vallarta',      'penthouse',  'C', 1, 8, 4, 4.5, 342, 1180000, '{ocean,marina}'),
    ('the-estates-nuevo-vallarta',      'studio',     'A', 5, 3, 0, 1.0, 46, 178000, '{garden,marina}'),
    ('the-estates-nuevo-vallarta',      'condo',      'B', 6, 3, 2, 2.0, 104, 315000, '{garden,marina,ocean}'),
    ('the-estates-nuevo-vallarta',      'villa',      'C', 3, 4, 3, 3.5, 188, 598000, '{garden,marina}'),
    ('sea-garden-nuevo-vallarta',       'fractional', 'F', 4, 4, 2, 2.0, 96, 42000, '{garden,ocean}'),
    ('sea-garden-nuevo-vallarta',       'condo',      'D', 4, 4, 1, 1.5, 72, 228000, '{garden,ocean}'),
    ('grand-luxxe-riviera-maya',        'villa',      'A', 3, 5, 3, 3.5, 198, 585000, '{garden,golf,ocean}'),
    ('grand-luxxe-riviera-maya',        'penthouse',  'B', 1, 8, 3, 3.5, 288, 985000, '{ocean,golf}'),
    ('grand-luxxe-riviera-maya',        'residence',  'C', 5, 3, 2, 2.5, 138, 428000, '{garden,golf}'),
    ('jungala-residences-riviera-maya', 'studio',     'A', 5, 4, 0, 1.0, 42, 158000, '{garden}'),
    ('jungala-residences-riviera-maya', 'condo',      'B', 5, 4, 2, 2.0, 96, 262000, '{garden,golf}'),
    ('jungala-residences-riviera-maya', 'lot',        'L', 1, 16, 0, 0.0, 420, 118000, '{garden,golf}'),
    ('east-cape-residences',            'residence',  'A', 5, 3, 3, 3.0, 196, 795000, '{marina,ocean}'),
    ('east-cape-residences',            'villa',      'B', 2, 6, 4, 4.5, 318, 1290000, '{ocean,marina}'),
    ('east-cape-residences',            'lot',        'L', 1, 12, 0, 0.0, 610, 285000, '{ocean,garden}'),
    ('grand-mayan-los-cabos',           'condo',      'A', 5, 4, 2, 2.0, 118, 398000, '{garden,golf,ocean}'),
    ('grand-mayan-los-cabos',           'studio',     'B', 4, 3, 0, 1.0, 48, 216000, '{garden,golf}'),
    ('grand-mayan-los-cabos',           'penthouse',  'C', 1, 8, 3, 3.5, 276, 1420000, '{ocean}'),
    ('grand-mayan-los-cabos',           'fractional', 'F', 3, 4, 2, 2.0, 104, 58000, '{garden,ocean}'),
    ('mayan-island-acapulco',           'studio',     'A', 5, 3, 0, 1.0, 44, 94000, '{garden,ocean}'),
    ('mayan-island-acapulco',           'condo',      'B', 6, 3, 2, 2.0, 98, 168000, '{garden,ocean}'),
    ('mayan-island-acapulco',           'penthouse',  'C', 1, 8, 3, 3.5, 244, 415000, '{ocean}'),
    ('mayan-palace-puerto-penasco',     'condo',      'A', 4, 4, 2, 2.0, 94, 148000, '{garden,ocean}'),
    ('mayan-palace-puerto-penasco',     'villa',      'B', 2, 5, 3, 2.5, 176, 315000, '{garden,ocean}'),
    ('mayan-palace-puerto-penasco',     'lot',        'L', 1, 14, 0, 0.0, 380, 58000, '{garden,ocean}'),
    ('mayan-palace-puerto-penasco',     'fractional', 'F', 3, 3, 1, 1.0, 62, 18500, '{garden,ocean}'),
    ('estrella-del-mar-mazatlan',       'residence',  'A', 4, 3, 3, 2.5, 158, 298000, '{garden,golf}'),
    ('estrella-del-mar-mazatlan',       'condo',      'B', 5, 3, 2, 2.0, 102, 188000, '{golf,ocean}'),
    ('estrella-del-mar-mazatlan',       'villa',      'C', 2, 5, 3, 3.0, 192, 385000, '{golf,ocean}'),
    ('sea-garden-mazatlan',             'studio',     'A', 5, 3, 0, 1.0, 40, 108000, '{garden,ocean}'),
    ('sea-garden-mazatlan',             'condo',      'B', 5, 3, 1, 1.5, 68, 152000, '{garden,ocean}'),
    ('sea-garden-mazatlan',             'penthouse',  'C', 1, 8, 3, 3.0, 216, 392000, '{ocean}'),
    ('sea-garden-mazatlan',             'fractional', 'F', 3, 4, 1, 1.0, 58, 21000, '{garden,ocean}')
) AS k(slug, type, building, floors, per_floor, bedrooms, bathrooms, area, usd, views);

CREATE TEMPORARY TABLE homes AS
SELECT k.*, floor, place, k.building || '-' || CASE k.type WHEN 'lot' THEN lpad(place::text, 2, '0') WHEN 'penthouse' THEN (900 + place)::text ELSE (floor * 100 + place)::text END AS code,
    (k.views::text[])[1 + (floor + place) % cardinality(k.views::text[])] AS view,
    -- A number from 0 to 99 that only the code decides: who has bought, and what is finished when.
    ('x' || left(md5(k.slug || k.building || floor || '.' || place), 7))::bit(28)::int % 100 AS luck
FROM kinds k CROSS JOIN LATERAL generate_series(1, k.floors) AS floor CROSS JOIN LATERAL generate_series(1, k.per_floor) AS place;

INSERT INTO units (id, property_id, code, type, bedrooms, bathrooms, area_m2, view, status, available_from)
SELECT md5('unit:' || slug || ':' || code)::uuid, md5('property:' || slug)::uuid, code, type,
    bedrooms + CASE WHEN type IN ('condo', 'residence') AND luck % 5 = 0 THEN 1 ELSE 0 END, bathrooms,
    area + (luck % 7) * greatest(1, area / 100), view,
    CASE WHEN luck < 10 THEN 'reserved' WHEN luck < 22 THEN 'sold' ELSE 'available' END,
    CASE WHEN luck >= 92 THEN DATE '2027-09-01' WHEN luck >= 80 THEN DATE '2027-03-01' ELSE DATE '2026-01-01' END
FROM homes
ON CONFLICT (property_id, code) DO NOTHING;

-- One list, one rate (18.40 pesos a dollar), rounded as a sales list rounds: to 500 dollars and 5,000 pesos.
INSERT INTO unit_prices (unit_id, currency, amount)
SELECT unit.id, price.currency, price.amount
FROM homes h
JOIN units unit ON unit.id = md5('unit:' || h.slug || ':' || h.code)::uuid
CROSS JOIN LATERAL (SELECT round(h.usd * (1 + 0.012 * (h.floor - 1)) * (1 + 0.006 * (h.luck % 7))
    * CASE WHEN unit.bedrooms > h.bedrooms THEN 1.16 ELSE 1 END
    * CASE h.view WHEN 'ocean' THEN 1.15 WHEN 'marina' THEN 1.08 WHEN 'golf' THEN 1.04 ELSE 1 END / 500) * 500 AS usd) AS list
CROSS JOIN LATERAL (VALUES ('USD', list.usd), ('MXN', round(list.usd * 18.4 / 5000) * 5000)) AS price(currency, amount)
ON CONFLICT (unit_id, currency) DO NOTHING;

DROP TABLE homes;
DROP TABLE kinds;
