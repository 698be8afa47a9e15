-- Up Migration
-- What there is to sell, when it can be visited, and what it cost to bring the lead here.
CREATE EXTENSION IF NOT EXISTS btree_gist;

CREATE TABLE properties (
    id UUID PRIMARY KEY DEFAULT gen_random_uuid(),
    slug TEXT NOT NULL UNIQUE,
    name TEXT NOT NULL,
    destination TEXT NOT NULL,                -- 'Nuevo Vallarta', 'Riviera Maya', …
    state TEXT NOT NULL,                      -- Nayarit, Quintana Roo, …
    time_zone TEXT NOT NULL,
    description_es TEXT NOT NULL,
    description_en TEXT NOT NULL,
    amenities TEXT[] NOT NULL DEFAULT '{}',
    visit_opens TIME NOT NULL DEFAULT '10:00',
    visit_closes TIME NOT NULL DEFAULT '18:00',
    visit_minutes INTEGER NOT NULL DEFAULT 60,
    visit_hosts INTEGER NOT NULL DEFAULT 3,   -- parties that can be shown around at once
    down_payment_pct INTEGER NOT NULL DEFAULT 30,
    financing_months INTEGER NOT NULL DEFAULT 60
);

CREATE TABLE units (
    id UUID PRIMARY KEY DEFAULT gen_random_uuid(),
    property_id UUID NOT NULL REFERENCES properties(id),
    code TEXT NOT NULL,                       -- 'B-304'
    type TEXT NOT NULL CHECK (type IN ('studio', 'condo', 'penthouse', 'villa', 'residence', 'lot', 'fractional')),
    bedrooms INTEGER NOT NULL,
    bathrooms NUMERIC(3, 1) NOT NULL,
    area_m2 NUMERIC(8, 2) NOT NULL,
    view TEXT,                                -- 'golf', 'ocean', 'marina', 'garden'
    status TEXT NOT NULL DEFAULT 'available' CHECK (status IN ('available', 'reserved', 'sold')),
    available_from DATE NOT NULL DEFAULT '2026-01-01',
    UNIQUE (property_id, code)
);
CREATE INDEX units_search ON units(property_id, type, bedrooms) WHERE status = 'available';

CREATE TABLE unit_prices (
    unit_id UUID NOT NULL REFERENCES units(id),
    currency TEXT NOT NULL CHECK (currency IN ('USD', 'MXN')),
    amount NUMERIC(14, 2) NOT NULL CHECK (amount > 0),
    PRIMARY KEY (unit_id, currency)
);

CREATE TABLE appointments (
    id UUID PRIMARY KEY DEFAULT gen_random_uuid(),
    lead_id UUID NOT NULL REFERENCES leads(id),
    call_id UUID REFERENCES calls(id),
    property_id UUID NOT NULL REFERENCES properties(id),
    unit_id UUID REFERENCES units(id),
    tool_call_id TEXT,
    host INTEGER NOT NULL DEFAULT 1,          -- which of the property's visit_hosts shows them around
    during TSTZRANGE NOT NULL CHECK (NOT isempty(during)),
    status TEXT NOT NULL DEFAULT 'booked' CHECK (status IN ('booked', 'confirmed', 'cancelled', 'done', 'no-show')),
    notes TEXT,
    created_at TIMESTAMPTZ NOT NULL DEFAULT now(),
    UNIQUE (call_id, tool_call_id),
    -- A host cannot show two parties around at once, and nobody can be in two places.
    CONSTRAINT appointments_host_free EXCLUDE USING gist (property_id WITH =, host WITH =, during WITH &&) WHERE (status IN ('booked', 'confirmed')),
    CONSTRAINT appointments_lead_free EXCLUDE USING gist (lead_id WITH =, during WITH &&) WHERE (status IN ('booked', 'confirmed'))
);
CREATE INDEX appointments_lead ON appointments(lead_id);

CREATE TABLE campaigns (
    id UUID PRIMARY KEY DEFAULT gen_random_uuid(),
    source TEXT NOT NULL,                     -- 'meta', 'google', 'organic', …
    external_id TEXT NOT NULL,                -- the ad's source_id
    name TEXT NOT NULL,
    created_at TIMESTAMPTZ NOT NULL DEFAULT now(),
    UNIQUE (source, external_id)
);
ALTER TABLE leads ADD CONSTRAINT leads_campaign_fk FOREIGN KEY (campaign_id) REFERENCES campaigns(id);

CREATE TABLE campaign_spend (
    campaign_id UUID NOT NULL REFERENCES campaigns(id),
    day DATE NOT NULL,
    currency TEXT NOT NULL CHECK (currency IN ('USD', 'MXN')),
    amount NUMERIC(14, 2) NOT NULL CHECK (amount >= 0),
    PRIMARY KEY (campaign_id, day, currency)
);
